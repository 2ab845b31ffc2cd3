import type { Lifetime } from './lifetime.js';

/** What every answer of a route with a lifetime carries. Lower-case names. */
export function lifecycleHeaders(lifetime: Lifetime): Readonly<Record<string, string>> {
  const { deprecatedSince, end } = lifetime;
  const links = linksOf(lifetime);
  return Object.freeze({
    // RFC 9745 §2.1: a structured-field date, and it may be to come. Without a declared one, the epoch: deprecated already.
    deprecation: `@${Math.floor((deprecatedSince ?? 0) / 1000)}`,
    ...(end === undefined ? {} : { sunset: new Date(end).toUTCString() }), // RFC 8594 §3
    ...(links.length === 0 ? {} : { link: links.join(', ') }),
  });
}

/** RFC 5829 §3.4 for what comes after, RFC 9745 §3 and RFC 8594 §6 for what is written about it. */
function linksOf({ successor, docs, end }: Lifetime): readonly string[] {
  return [
    ...(successor === undefined ? [] : [`<${successor}>; rel="successor-version"`]),
    ...(docs === undefined ? [] : [`<${docs}>; rel="deprecation"; type="text/html"`]),
    ...(docs === undefined || end === undefined ? [] : [`<${docs}>; rel="sunset"; type="text/html"`]),
  ];
}
