import { hash } from 'node:crypto';
import { ALLOW, type Decision } from '../../kernel/decision.js';
import { AccessDeniedError, DependencyUnavailableError } from '../../kernel/errors.js';
import { isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { StateStore } from '../../kernel/state-store.port.js';
import type { FitProof } from './proof-claims.js';
import { proofReplayed } from './possession-refusals.js';

/** A proof that would be accepted if it is new. */
export interface ProofUse extends FitProof {
  /** Thumbprint of the key that signed it. */
  readonly jkt: string;
  readonly nowMs: number;
  readonly toleranceSeconds: number;
}

/** Clocks of instances may differ a little: a proof is remembered for longer than it can be good. */
const MARGIN_MS = 5_000;

/**
 * Remembers the proofs of all instances for as long as each could be good. Of two uses of one proof, wherever they come
 * in, exactly one is the first.
 *
 * @see RFC 9449 §11.1
 */
export class ProofReplays {
  constructor(private readonly store: StateStore) {}

  /**
   * Takes note of a proof. Ids are counted per key, so that nobody can use up another client's.
   *
   * @returns a deny, `ZT_PROOF_REPLAYED`, if it has been used before
   * @throws DependencyUnavailableError if that cannot be found out
   */
  take({ id, jkt, issuedAt, nowMs, toleranceSeconds }: ProofUse): MaybePromise<Decision> {
    const key = `dpop:${hash('sha256', `${jkt}\n${id}`, 'base64url')}`;
    const goodForMs = Math.ceil((issuedAt + toleranceSeconds) * 1_000 - nowMs);
    try {
      const isNew = this.store.setIfAbsent({ key, value: '', ttlMs: Math.max(1, goodForMs) + MARGIN_MS });
      return isPromise(isNew) ? isNew.then(decide, unavailable) : decide(isNew);
    } catch (error) {
      return unavailable(error);
    }
  }
}

function decide(isNew: unknown): Decision {
  return isNew === true ? ALLOW : proofReplayed();
}

function unavailable(error: unknown): never {
  if (error instanceof AccessDeniedError) throw error;
  throw new DependencyUnavailableError('state store', 'failed to remember a DPoP proof', { cause: error });
}
