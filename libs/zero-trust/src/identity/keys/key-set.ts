import { importJWK, type CryptoKey } from 'jose';
import type { SigningAlgorithm } from '../signing-algorithms.js';
import type { KeyReference } from '../token/check-header.js';
import { assessJwk, type FitJwk } from './assess-jwk.js';
import { UnfitKeyError } from './unfit-key.error.js';

/** A key that was left out of a key set, and why. */
export interface RejectedKey {
  /** Position in the JWKS. */
  readonly index: number;
  readonly kid: string | undefined;
  /** A predicate: "is symmetric". */
  readonly reason: string;
}

/** The fit keys of a JWKS, imported once and ready to verify. */
export class KeySet {
  constructor(
    private readonly keys: readonly VerificationKey[],
    readonly rejectedKeys: readonly RejectedKey[],
  ) {}

  /** The one key that a header refers to; without `kid`, the only key for its algorithm, if it is the only one. */
  find({ kid, alg }: KeyReference): CryptoKey | undefined {
    const fit = this.keys.filter((key) => key.algorithm === alg && (kid === undefined || key.kid === kid));
    return fit.length === 1 ? fit[0]?.cryptoKey : undefined;
  }
}

interface VerificationKey {
  readonly kid: string | undefined;
  readonly algorithm: SigningAlgorithm;
  readonly cryptoKey: CryptoKey;
}

interface Candidate extends FitJwk {
  readonly index: number;
}

/**
 * Imports the entries of a JWKS; unfit ones are left out and named in `rejectedKeys`, the others serve.
 *
 * @param entries - the member `keys` of the JWKS
 */
export async function importKeySet(
  entries: readonly unknown[],
  allowed: readonly SigningAlgorithm[],
): Promise<KeySet> {
  const rejected: RejectedKey[] = [];
  const candidates = entries.flatMap((entry, index) => {
    try {
      return [{ index, ...assessJwk(entry, allowed) }];
    } catch (error) {
      if (!(error instanceof UnfitKeyError)) throw error;
      rejected.push({ index, kid: kidOf(entry), reason: error.message });
      return [];
    }
  });
  const unambiguous = withoutDuplicates(candidates, rejected);
  const imported = await Promise.all(unambiguous.map((candidate) => importCandidate(candidate, rejected)));
  return new KeySet(imported.flat(), rejected);
}

/** Two keys of one `kid`: nobody can say which one was meant, so neither serves. */
function withoutDuplicates(candidates: readonly Candidate[], rejected: RejectedKey[]): readonly Candidate[] {
  return candidates.filter(({ kid, index }) => {
    const unique = kid === undefined || candidates.filter((other) => other.kid === kid).length === 1;
    if (!unique) rejected.push({ index, kid, reason: 'shares its kid with another key' });
    return unique;
  });
}

async function importCandidate(candidate: Candidate, rejected: RejectedKey[]): Promise<VerificationKey[]> {
  const { kid, index, jwk, algorithms } = candidate;
  try {
    return await Promise.all(
      algorithms.map(async (algorithm) => ({
        kid,
        algorithm,
        cryptoKey: (await importJWK(jwk, algorithm)) as CryptoKey,
      })),
    );
  } catch {
    rejected.push({ index, kid, reason: 'cannot be imported' });
    return [];
  }
}

function kidOf(entry: unknown): string | undefined {
  const kid = (entry as { kid?: unknown } | null | undefined)?.kid;
  return typeof kid === 'string' ? kid : undefined;
}
