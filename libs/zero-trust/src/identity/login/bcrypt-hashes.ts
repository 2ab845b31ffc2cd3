import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/bcrypt';

/** bcrypt reads no further. */
const MAX_BCRYPT_BYTES = 72;
/** Cost 14 takes about a second; a stored hash that asks for more is not checked. */
const MAX_COST = 14;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** Checks hashes from before argon2id; makes none. */
export class BcryptHashes {
  private constructor(private readonly unknown: string) {}

  /** @throws RangeError for a cost that is not 4 to 14 */
  static async create(cost: number): Promise<BcryptHashes> {
    if (!Number.isSafeInteger(cost) || cost < 4 || cost > MAX_COST)
      throw new RangeError(`bcryptCost should be a whole number from 4 to ${MAX_COST}.`);
    return new BcryptHashes(await hash(randomBytes(32).toString('hex'), { cost }));
  }

  /** Does the same work for what is no bcrypt hash; the answer is false then. */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const isCheckable = stored !== undefined && Number(BCRYPT.exec(stored)?.[1]) <= MAX_COST;
    const matches = await verify(password, isCheckable ? stored : this.unknown);
    return isCheckable && matches;
  }

  /** Whether bcrypt saw the whole password. What it did not see may be wrong, and must not become part of a new hash. */
  isWhole(password: string): boolean {
    return Buffer.byteLength(password) <= MAX_BCRYPT_BYTES && !password.includes('\0');
  }
}
