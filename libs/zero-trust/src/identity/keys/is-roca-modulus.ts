/** Primes modulo which 65537 generates a small subgroup, so that a modulus lies in all of them only by design. */
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157] as const;
const SUBGROUPS = PRIMES.map((prime) => ({ prime: BigInt(prime), residues: powersOf65537(prime) }));

/**
 * Whether an RSA modulus was made by the flawed Infineon library (ROCA), whose keys can be factored. The chance of a
 * false alarm is about one in 200 million.
 *
 * @see CVE-2017-15361
 */
export function isRocaModulus(modulus: bigint): boolean {
  return SUBGROUPS.every(({ prime, residues }) => residues.has(Number(modulus % prime)));
}

function powersOf65537(prime: number): ReadonlySet<number> {
  const residues = new Set<number>();
  for (let power = 1; !residues.has(power); power = (power * 65_537) % prime) residues.add(power);
  return residues;
}
