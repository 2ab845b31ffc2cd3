import { isRocaModulus } from './is-roca-modulus.js';
import { UnfitKeyError } from './unfit-key.error.js';

const MIN_MODULUS_BITS = 2048;
/** Larger ones make each verification a burden. */
const MAX_MODULUS_BITS = 8192;
const MIN_EXPONENT = 65_537n;
const MAX_EXPONENT_BITS = 64;

/**
 * Refuses RSA keys that are forged easily (small or factorable modulus; exponent 1, 3 or even) or costly to use.
 *
 * @throws UnfitKeyError
 * @see RFC 7518 §3.3, NIST SP 800-56B §6.2
 */
export function checkRsaStrength({ n, e }: { n: unknown; e: unknown }): void {
  const modulus = unsigned(n, 'n');
  const modulusBits = bitLength(modulus);
  if (modulusBits < MIN_MODULUS_BITS || modulusBits > MAX_MODULUS_BITS) {
    throw new UnfitKeyError(`has an RSA modulus of ${modulusBits} bits`);
  }
  if (isRocaModulus(modulus)) throw new UnfitKeyError('has an RSA modulus that can be factored (ROCA)');
  const exponent = unsigned(e, 'e');
  const fit = exponent >= MIN_EXPONENT && exponent % 2n === 1n && bitLength(exponent) <= MAX_EXPONENT_BITS;
  if (!fit) throw new UnfitKeyError('has an unsafe RSA exponent');
}

function unsigned(value: unknown, member: string): bigint {
  if (typeof value !== 'string' || !/^[\w-]+$/u.test(value))
    throw new UnfitKeyError(`${member} is not base64url`);
  return BigInt(`0x0${Buffer.from(value, 'base64url').toString('hex')}`);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
