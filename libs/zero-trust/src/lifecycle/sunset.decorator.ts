import { DeclarationKey, declares, type DeclarationDecorator } from '../kernel/route-declaration.js';
import type { BrownoutWindow } from './sunsets.js';

/** What else is told about a version that ends. */
export interface SunsetOptions {
  /** Since when the version is deprecated: an ISO date, or a name from the option `sunsets`. */
  readonly since?: string;
  /** URL or path of what replaces it. Path parameters (`:id`) are not filled in. */
  readonly successor?: string;
  /** URL or path of a page where the change is explained. */
  readonly docs?: string;
  /** Windows ahead of the end in which the route answers 410 already; beside those that the option `sunsets` has for the name. */
  readonly brownouts?: readonly BrownoutWindow[];
}

/** An end that a route declares. */
export interface SunsetDeclaration extends SunsetOptions {
  readonly date: string;
}

/** Ends that a route declares; the method's wins over the class's, which lends it what it does not say itself. */
export const SUNSET = new DeclarationKey<SunsetDeclaration>('sunset');

/**
 * The route answers until `dateOrName` (an ISO date, or a name that the option `sunsets` resolves at boot), saying so in
 * `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` headers; afterwards 410 with the successor. In a brownout it answers
 * 410 with `Retry-After`. On a method, `since`, `successor` and `docs` are those of the class unless it has its own.
 *
 * @example
 * @Controller({ path: 'orders', version: '1' })
 * @Sunset('v1', { since: '2026-01-01', successor: '/v2/orders' })
 *
 * @example
 * @Sunset('2027-12-31', { brownouts: [{ from: '2027-10-01T09:00Z', until: '2027-10-01T10:00Z' }] })
 */
export function Sunset(dateOrName: string, options: SunsetOptions = {}): DeclarationDecorator {
  return declares(SUNSET, { ...options, date: dateOrName });
}
