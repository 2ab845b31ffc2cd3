import type { Principal } from '../../kernel/principal.js';
import { DeclarationKey, declares, type DeclarationDecorator } from '../../kernel/route-declaration.js';

/** How strong and how recent a sign-in a route needs. */
export interface StepUpOptions {
  /** Authentication contexts (`acr`), of which the token must name one. */
  readonly acr?: string | readonly [string, ...string[]];
  /** Most seconds since the person signed in (`auth_time`). */
  readonly maxAgeSeconds?: number;
  /**
   * Who need not have signed in: `'services'` are callers whose subject is their own client (RFC 9068 §2.2); a function
   * says it for issuers that name their services in another way. Only `true` exempts.
   *
   * @defaultValue nobody
   */
  readonly exempt?: 'services' | ((principal: Principal) => boolean);
}

/** Step-ups that a route demands. */
export const STEP_UPS = new DeclarationKey<StepUpOptions>('step-up');

/**
 * The caller must have signed in recently enough, or strongly enough; otherwise it is told how to sign in again (401,
 * RFC 9470). What stands on the class and on the method must both hold.
 *
 * @example
 * @Delete(':id') @Scopes('orders:write') @StepUp({ maxAgeSeconds: 300, exempt: 'services' })
 */
export function StepUp(options: StepUpOptions): DeclarationDecorator {
  return declares(STEP_UPS, options);
}
