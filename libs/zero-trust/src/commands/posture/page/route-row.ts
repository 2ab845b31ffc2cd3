import type { RoutePosture } from '../../../enforcement/posture/route-posture.js';
import type { StageName } from '../../../kernel/stage.js';
import { escapeHtml } from './escape-html.js';

type Cell = (route: RoutePosture) => string;

const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE', 'ALL'];

/** Columns after the name of the route: who, may do what, to what, when. */
export const COLUMNS: readonly (readonly [string, Cell])[] = [
  ['Caller', caller],
  ['Scopes and permissions', (route) => chips(route, ['check-services', 'check-scopes'])],
  ['Objects', objects],
  ['Policies and sign-in', (route) => chips(route, ['check-policies', 'check-freshness'])],
  ['Input and fields', (route) => chips(route, ['inspect-request', 'check-fields', 'confirm-objects'])],
  ['Limits', (route) => chips(route, ['limit-principal'])],
  ['Ends, exceptions', exceptions],
];

/** One row of the table. */
export function routeRow(route: RoutePosture): string {
  const cells = COLUMNS.map(([, cell]) => `<td>${cell(route) || '<span class="none">–</span>'}</td>`);
  return `<tr data-is="${kindsOf(route).join(' ')}"><th scope="row">${nameOf(route)}</th>${cells.join('')}</tr>`;
}

/** What the list above the table can narrow to. */
export function kindsOf({
  kind,
  public: reason,
  denied,
  reportOnly,
  weakerThan,
  noObjectCheck,
}: RoutePosture): readonly string[] {
  return [
    reason === null && denied === null ? 'guarded' : '',
    reason === null ? '' : 'open',
    denied === null ? '' : 'denied',
    noObjectCheck === null ? '' : 'unchecked',
    reportOnly.length + weakerThan.length === 0 ? '' : 'excepted',
    kind === 'http' ? '' : 'other',
  ].filter((name) => name !== '');
}

function nameOf({ kind, method, path, version, handler }: RoutePosture): string {
  const what = [version === null ? '' : `version ${version}`, handler ?? '', kind === 'http' ? '' : kind];
  const emphasis = CHANGING.includes(method) ? 'method changes' : 'method';
  const facts = what.filter((fact) => fact !== '').join(' · ');
  return `<span class="${emphasis}">${escapeHtml(method)}</span> <code>${escapeHtml(path)}</code><small>${escapeHtml(facts)}</small>`;
}

function caller(route: RoutePosture): string {
  const { public: reason, denied } = route;
  if (denied !== null) return `${chip('nobody', 'closed')}<small>${escapeHtml(denied)}</small>`;
  if (reason !== null) return `${chip('everybody', 'open')}<small>${escapeHtml(reason)}</small>`;
  return chips(route, ['authenticate', 'prove-possession', 'check-standing'], 'closed');
}

function objects(route: RoutePosture): string {
  const { noObjectCheck } = route;
  const excuse =
    noObjectCheck === null
      ? ''
      : `${chip('not checked', 'trial')}<small>${escapeHtml(noObjectCheck)}</small>`;
  return chips(route, ['check-relationship']) + excuse;
}

/** Of an instant; its day is enough here. */
const TIME_OF_DAY = /T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;

function exceptions(route: RoutePosture): string {
  const { weakerThan, reportOnly, controls } = route;
  const lifetime = (controls['check-lifecycle'] ?? []).map((fact) => chip(fact.replaceAll(TIME_OF_DAY, '')));
  const weaker = weakerThan.map(({ version, until }) =>
    chip(`weaker than ${version} until ${until.slice(0, 10)}`, 'trial'),
  );
  const trials = reportOnly.map(({ stage, policies }) =>
    chip(`recorded only: ${policies?.join(', ') ?? stage}`, 'trial'),
  );
  return [...lifetime, ...weaker, ...trials].join('');
}

function chips({ controls }: RoutePosture, stages: readonly StageName[], look = ''): string {
  return stages
    .flatMap((stage) => controls[stage] ?? [])
    .map((demand) => chip(demand, look))
    .join('');
}

function chip(text: string, look = ''): string {
  return `<span class="${`chip ${look}`.trim()}">${escapeHtml(text)}</span>`;
}
