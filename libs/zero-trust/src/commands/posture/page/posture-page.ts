import { createHash } from 'node:crypto';
import type { RoutePosture } from '../../../enforcement/posture/route-posture.js';
import { weakSpots, type WeakSpot } from '../weak-spots.js';
import { escapeHtml } from './escape-html.js';
import { PAGE_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';
import { COLUMNS, kindsOf, routeRow } from './route-row.js';

/**
 * The posture as one HTML file for people: it loads nothing, runs under the strictest content security policy, and says the same
 * for the same routes.
 *
 * @param title what the application is called
 */
export function posturePage(routes: readonly RoutePosture[], title: string): string {
  const name = escapeHtml(title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Posture of the ${name}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>Posture of the ${name}</h1>
<p class="lead">Every way in, with what is asked before it opens: as compiled at boot, by the same plans that judge requests.</p>
${tiles(routes)}
${spots(weakSpots(routes))}
<h2 id="routes">Ways in</h2>
${filterBar()}
<div class="frame" role="region" aria-labelledby="routes" tabindex="0">
<table>
<caption>Controls of every way in</caption>
<thead><tr>${['Route', ...COLUMNS.map(([heading]) => heading)].map((heading) => `<th scope="col">${heading}</th>`).join('')}</tr></thead>
<tbody>
${routes.map(routeRow).join('\n')}
</tbody>
</table>
</div>
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/** Only this style and this script, by their hashes (CSP3 §6.7.2); `frame-ancestors` cannot stand in a page. */
function contentSecurityPolicy(): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(PAGE_STYLE)}; script-src ${hash(PAGE_SCRIPT)}; base-uri 'none'; form-action 'none'`;
}

function tiles(routes: readonly RoutePosture[]): string {
  const counting = (test: (route: RoutePosture) => boolean): number => routes.filter(test).length;
  const is = (kind: string) => counting((route) => kindsOf(route).includes(kind));
  const counts: readonly (readonly [string, number])[] = [
    ['ways in', routes.length],
    ['need a verified caller', is('guarded')],
    ['open, each with a reason', is('open')],
    ['judge objects', counting(({ controls }) => controls['check-relationship'] !== undefined)],
    ['ask policies', counting(({ controls }) => controls['check-policies'] !== undefined)],
    ['have exceptions', is('excepted')],
  ];
  return `<ul class="tiles">${counts.map(([what, count]) => `<li><b>${count}</b><span>${what}</span></li>`).join('')}</ul>`;
}

function spots(found: readonly WeakSpot[]): string {
  if (found.length === 0) return '';
  const items = found.map(
    ({ route: { method, path }, what, why }) =>
      `<li><code>${escapeHtml(`${method} ${path}`)}</code><em>${escapeHtml(what)}</em><q>${escapeHtml(why)}</q></li>`,
  );
  return `<h2>Look here first</h2>\n<ul class="spots">${items.join('')}</ul>`;
}

function filterBar(): string {
  const choices = [
    ['', 'all'],
    ['guarded', 'with a verified caller'],
    ['open', 'open to everybody'],
    ['unchecked', 'objects not checked'],
    ['excepted', 'with exceptions'],
    ['denied', 'denied'],
    ['other', 'not HTTP handlers'],
  ].map(([value, text]) => `<option value="${value}">${text}</option>`);
  return `<div class="bar" id="bar" hidden>
<input id="words" type="search" placeholder="Path, scope, relation, policy …" aria-label="Narrow the table">
<select id="which" aria-label="Which routes">${choices.join('')}</select>
<output id="count" for="words which"></output>
</div>`;
}
