import { generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type { Algorithm } from './scenario/bench-issuer.js';

/**
 * CPU of one signature verification by Node's own `crypto`, in microseconds, in some repetitions each; in the form that costs
 * least: a bare key, and ECDSA signatures in ASN.1.
 */
export type SignatureCosts = Readonly<Record<Algorithm, readonly number[]>>;

interface Scheme {
  readonly keys: () => { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly digest: string | null;
}

const SCHEMES: Readonly<Record<Algorithm, Scheme>> = {
  ES256: { keys: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }), digest: 'sha256' },
  RS256: { keys: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), digest: 'sha256' },
  EdDSA: { keys: () => generateKeyPairSync('ed25519'), digest: null },
};

const REPETITIONS = 9;
const VERIFICATIONS = 1_000;
/** As long as header and payload of a token of the bench. */
const SIGNED = Buffer.alloc(420, 'a');

process.once('disconnect', () => process.exit());
process.send?.({
  ES256: measure(SCHEMES.ES256),
  RS256: measure(SCHEMES.RS256),
  EdDSA: measure(SCHEMES.EdDSA),
} satisfies SignatureCosts);

function measure({ keys, digest }: Scheme): readonly number[] {
  const { publicKey, privateKey } = keys();
  const signature = sign(digest, SIGNED, privateKey);
  const costs = Array.from({ length: REPETITIONS }, () => {
    const before = process.cpuUsage();
    for (let count = 0; count < VERIFICATIONS; count += 1) {
      if (!verify(digest, SIGNED, publicKey, signature))
        throw new Error('The bench cannot verify its own signature.');
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / VERIFICATIONS;
  });
  // The first repetition pays for warming up.
  return costs.slice(1);
}
