import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** argon2id with the memory, passes and lanes of the OWASP password storage recommendation. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Nobody knows this password: verifying against its hash costs what a real account costs, and fails.
const dummyHash = hash(randomBytes(32), ARGON2ID);

/** Hashes a password with argon2id; PHC string format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2ID);
}

/**
 * Checks a password; without a stored hash the same work is done and the answer is false,
 * so that time does not tell which accounts exist.
 */
export async function verifyPassword(password: string, storedHash: string | undefined): Promise<boolean> {
  const matches = await verify(storedHash ?? (await dummyHash), password);
  return storedHash !== undefined && matches;
}
