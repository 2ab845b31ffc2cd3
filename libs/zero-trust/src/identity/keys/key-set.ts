import { createPublicKey, type KeyObject } from 'node:crypto';
import { groupBy } from '../../kernel/group-by.js';
import type { SigningAlgorithm } from '../signing-algorithms.js';
import type { KeyReference } from '../token/check-header.js';
import type { JsonObject } from '../token/strict-json.js';
import { assessJwk, type FitJwk } from './assess-jwk.js';
import { UnusableAnswerError } from './fetch-json.js';
import { UnfitKeyError } from './unfit-key.error.js';

/** A key that was left out of a key set, and why. */
export interface RejectedKey {
  /** Position in the JWKS. */
  readonly index: number;
  readonly kid: string | undefined;
  /** A predicate: "is symmetric". */
  readonly reason: string;
}

interface VerificationKey {
  readonly kid: string | undefined;
  readonly algorithm: SigningAlgorithm;
  readonly key: KeyObject;
}

/** The keys for one algorithm. */
interface AlgorithmKeys {
  readonly byKid: Map<string, KeyObject>;
  /** What a token without `kid` is verified with, if there is but one. */
  readonly only: KeyObject | undefined;
}

/** The fit keys of a JWKS, imported once and ready to verify. */
export class KeySet {
  readonly #byAlgorithm: ReadonlyMap<SigningAlgorithm, AlgorithmKeys>;

  constructor(
    private readonly keys: readonly VerificationKey[],
    readonly rejectedKeys: readonly RejectedKey[],
  ) {
    this.#byAlgorithm = byAlgorithm(keys);
  }

  /** The one key that a header refers to; without `kid`, the only key for its algorithm, if it is the only one. */
  find({ kid, alg }: KeyReference): KeyObject | undefined {
    const fit = this.#byAlgorithm.get(alg);
    return kid === undefined ? fit?.only : fit?.byKid.get(kid);
  }

  /** The same keys, with the key objects of `previous` for those that it had: what was verified with them still is. */
  reusing(previous: KeySet | undefined): KeySet {
    if (previous === undefined) return this;
    const keys = this.keys.map((entry) => {
      const known = previous.find({ kid: entry.kid, alg: entry.algorithm });
      return known?.equals(entry.key) === true ? { ...entry, key: known } : entry;
    });
    return new KeySet(keys, this.rejectedKeys);
  }
}

function byAlgorithm(keys: readonly VerificationKey[]): ReadonlyMap<SigningAlgorithm, AlgorithmKeys> {
  const groups = groupBy(keys, ({ algorithm }) => algorithm);
  const entries = [...groups].map(([algorithm, fit]): [SigningAlgorithm, AlgorithmKeys] => {
    const named = fit.flatMap(({ kid, key }): [string, KeyObject][] =>
      kid === undefined ? [] : [[kid, key]],
    );
    return [algorithm, { byKid: new Map(named), only: fit.length === 1 ? fit[0]?.key : undefined }];
  });
  return new Map(entries);
}

/**
 * The entries of a JWKS.
 *
 * @param from - names the place in the error
 * @throws UnusableAnswerError
 */
export function keysOf(from: string, { keys }: JsonObject): readonly unknown[] {
  if (!Array.isArray(keys))
    throw new UnusableAnswerError(`${from} answered with something that is not a JWKS`);
  return keys;
}

interface Candidate extends FitJwk {
  readonly index: number;
}

/**
 * Imports the entries of a JWKS; unfit ones are left out and named in `rejectedKeys`, the others serve.
 *
 * @param entries - the member `keys` of the JWKS
 */
export function importKeySet(entries: readonly unknown[], allowed: readonly SigningAlgorithm[]): KeySet {
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
  const imported = unambiguous.flatMap((candidate) => importCandidate(candidate, rejected));
  return new KeySet(imported, rejected);
}

/** Two keys of one `kid`: nobody can say which one was meant, so neither serves. */
function withoutDuplicates(candidates: readonly Candidate[], rejected: RejectedKey[]): readonly Candidate[] {
  return candidates.filter(({ kid, index }) => {
    const unique = kid === undefined || candidates.filter((other) => other.kid === kid).length === 1;
    if (!unique) rejected.push({ index, kid, reason: 'shares its kid with another key' });
    return unique;
  });
}

function importCandidate(candidate: Candidate, rejected: RejectedKey[]): VerificationKey[] {
  const { kid, index, jwk, algorithms } = candidate;
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return algorithms.map((algorithm) => ({ kid, algorithm, key }));
  } catch {
    rejected.push({ index, kid, reason: 'cannot be imported' });
    return [];
  }
}

function kidOf(entry: unknown): string | undefined {
  const kid = (entry as { kid?: unknown } | null | undefined)?.kid;
  return typeof kid === 'string' ? kid : undefined;
}
