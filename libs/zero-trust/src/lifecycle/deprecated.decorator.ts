import { DeclarationKey, declares, type DeclarationDecorator } from '../kernel/route-declaration.js';

/** What is told about a route that should not be used any more. */
export interface DeprecatedOptions {
  /** Since when, or from when on: an ISO date, or a name from the option `sunsets`. */
  readonly since: string;
  /** URL or path of a page that says why, and what to use instead. */
  readonly docs?: string;
}

/** Deprecations that a route declares; the method's wins over the class's, which lends it what it does not say itself. */
export const DEPRECATED = new DeclarationKey<DeprecatedOptions>('deprecated');

/**
 * The route should not be used any more, and every answer says so in a `Deprecation` header (RFC 9745). It has no end until
 * `@Sunset` gives it one. Both together tell of one lifetime; where they contradict each other, the boot is refused.
 *
 * @example
 * @Get('search')
 * @Deprecated({ since: '2026-01-01', docs: 'https://docs.example.com/search' })
 */
export function Deprecated({ since, docs }: DeprecatedOptions): DeclarationDecorator {
  return declares(DEPRECATED, { since, ...(docs === undefined ? {} : { docs }) });
}
