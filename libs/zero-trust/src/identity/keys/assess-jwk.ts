import type { JsonWebKey } from 'node:crypto';
import {
  isSigningAlgorithm,
  SIGNING_ALGORITHMS,
  type KeyShape,
  type SigningAlgorithm,
} from '../signing-algorithms.js';
import { checkRsaStrength } from './check-rsa-strength.js';
import { UnfitKeyError } from './unfit-key.error.js';

/** A key of a JWKS that may verify signatures: only its public members, and the algorithms that it may be used with. */
export interface FitJwk {
  readonly kid: string | undefined;
  readonly algorithms: readonly SigningAlgorithm[];
  readonly jwk: JsonWebKey;
}

type JwkMembers = Readonly<Record<string, unknown>>;

const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/**
 * Decides whether an entry of a JWKS may verify signatures, and with which of the `allowed` algorithms.
 *
 * @throws UnfitKeyError that says why not
 * @see RFC 7517 §4, RFC 8725 §3.5
 */
export function assessJwk(entry: unknown, allowed: readonly SigningAlgorithm[]): FitJwk {
  if (typeof entry !== 'object' || entry === null) throw new UnfitKeyError('is not an object');
  const members = entry as JwkMembers;
  checkPublic(members);
  checkPurpose(members);
  const algorithms = allowed.filter((alg) => serves(members, alg));
  if (algorithms.length === 0) throw new UnfitKeyError('kty, crv and alg fit no algorithm of the allow-list');
  return { kid: keyId(members), algorithms, jwk: publicMembers(members) };
}

/** RFC 7517 §9.2: a key whose secret has been published is nobody's key any more. */
function checkPublic(members: JwkMembers): void {
  if (members['kty'] === 'oct') throw new UnfitKeyError('is symmetric');
  const secret = SECRET_MEMBERS.find((name) => Object.hasOwn(members, name));
  if (secret !== undefined) throw new UnfitKeyError(`has the private member ${secret}`);
}

function checkPurpose({ use, key_ops: operations }: JwkMembers): void {
  if (use !== undefined && use !== 'sig') throw new UnfitKeyError('use is not sig');
  if (operations === undefined) return;
  if (!Array.isArray(operations) || !operations.includes('verify')) {
    throw new UnfitKeyError('key_ops does not hold verify');
  }
}

function serves(members: JwkMembers, alg: SigningAlgorithm): boolean {
  const shape: KeyShape = SIGNING_ALGORITHMS[alg];
  if (members['kty'] !== shape.kty || members['crv'] !== shape.crv) return false;
  return members['alg'] === undefined || (isSigningAlgorithm(members['alg']) && members['alg'] === alg);
}

function keyId({ kid }: JwkMembers): string | undefined {
  if (kid !== undefined && (typeof kid !== 'string' || kid === ''))
    throw new UnfitKeyError('kid is not a string');
  return kid;
}

function publicMembers({ kty, crv, x, y, n, e }: JwkMembers): JsonWebKey {
  switch (kty) {
    case 'RSA':
      checkRsaStrength({ n, e });
      return { kty, n, e } as JsonWebKey;
    case 'EC':
      return { kty, crv, x, y } as JsonWebKey;
    default:
      return { kty, crv, x } as JsonWebKey;
  }
}
