import { DeclarationKey, declares, type DeclarationDecorator } from '../kernel/route-declaration.js';

/** Why, and until when, an older version may demand less. */
export interface WeakerThanOptions {
  /** Shown in the posture report. */
  readonly reason: string;
  /** An ISO date, or a name from the option `sunsets`. From then on the boot is refused, and the route answers 410. */
  readonly until: string;
}

/** A newer version that a route is allowed to be weaker than. */
export interface WeakerThanDeclaration extends WeakerThanOptions {
  readonly version: string;
}

/** Every {@link WeakerThanDeclaration} of a route. */
export const WEAKER_THAN = new DeclarationKey<WeakerThanDeclaration>('weaker-than');

/**
 * The only way for an older version of a route to demand less than a newer one: it says than which, why, and until when.
 * Without it the boot is refused.
 *
 * @param version the newer version, `2` or `v2`; `neutral` for the route that answers every other one
 *
 * @example
 * @Controller({ path: 'orders', version: '1' })
 * @WeakerThan('v2', { reason: 'partners move to tokens with the scope', until: '2027-03-31' })
 */
export function WeakerThan(version: string, { reason, until }: WeakerThanOptions): DeclarationDecorator {
  return declares(WEAKER_THAN, { version: version.replace(/^v(?=\d)/, ''), reason, until });
}
