import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { BcryptHashes } from './bcrypt-hashes.js';

/** How passwords are hashed, and which older hashes are still accepted. */
export interface PasswordHasherOptions {
  /** KiB. @defaultValue 19456, as OWASP recommends for two passes */
  readonly memoryKib?: number;
  /** @defaultValue 2 */
  readonly passes?: number;
  /** @defaultValue 1 */
  readonly lanes?: number;
  /**
   * The cost of bcrypt hashes that are still stored (`$2a$10$…` has cost 10). They are accepted then, and replaced as
   * their owners sign in; needs the package `@node-rs/bcrypt`. Leave it out as soon as there are none.
   */
  readonly bcryptCost?: number;
}

/** What came of checking a password. */
export interface PasswordCheck {
  readonly matches: boolean;
  /** Hash to store in place of the present one, which is outdated; only after a match. */
  readonly replacement: string | undefined;
}

/** Longer passwords are refused: hashing costs what the input is long. */
const MAX_PASSWORD_BYTES = 1_024;
const NO_MATCH: PasswordCheck = { matches: false, replacement: undefined };

/**
 * Hashes passwords with argon2id (PHC string format) and checks them, with the same work whether the account exists or
 * not and whatever kind of hash it has.
 */
export class PasswordHasher {
  readonly #parameters: { memoryCost: number; timeCost: number; parallelism: number };
  readonly #prefix: string;

  private constructor(
    options: PasswordHasherOptions,
    private readonly legacy: BcryptHashes | undefined,
    private readonly unknown: string,
  ) {
    this.#parameters = parametersOf(options);
    this.#prefix = prefixOf(unknown);
  }

  /**
   * Prepares the hashes that stand in for those of unknown accounts.
   *
   * @throws RangeError for parameters that argon2 or bcrypt do not take
   */
  static async create(options: PasswordHasherOptions = {}): Promise<PasswordHasher> {
    const { bcryptCost } = options;
    const legacy =
      bcryptCost === undefined
        ? undefined
        : await (await import('./bcrypt-hashes.js')).BcryptHashes.create(bcryptCost);
    // Nobody knows this password: checking against its hash costs what a real account costs, and fails.
    return new PasswordHasher(options, legacy, await hash(randomBytes(32), parametersOf(options)));
  }

  /** @throws RangeError for an empty password and for one of more than 1,024 bytes */
  async hash(password: string): Promise<string> {
    if (!isHashable(password))
      throw new RangeError(`A password must have 1 to ${MAX_PASSWORD_BYTES} bytes to be hashed.`);
    return hash(password, this.#parameters);
  }

  /**
   * Checks a password.
   *
   * @param stored the account's hash; `undefined` where there is no such account
   */
  async verify(password: string, stored: string | undefined): Promise<PasswordCheck> {
    const guess = isHashable(password) ? password : '';
    const [isArgon2, isBcrypt] = await Promise.all([
      verify(isArgon2id(stored) ? stored : this.unknown, guess),
      this.legacy?.verify(guess, stored),
    ]);
    if (guess === '') return NO_MATCH;
    if (isArgon2id(stored))
      return this.#outcome(isArgon2, { guess, isOutdated: !stored.startsWith(this.#prefix) });
    const isOutdated = this.legacy?.isWhole(guess) === true;
    return this.#outcome(isBcrypt === true, { guess, isOutdated });
  }

  async #outcome(matches: boolean, { guess, isOutdated }: Guess): Promise<PasswordCheck> {
    if (!matches) return NO_MATCH;
    return { matches, replacement: isOutdated ? await this.hash(guess) : undefined };
  }
}

interface Guess {
  readonly guess: string;
  readonly isOutdated: boolean;
}

function parametersOf({ memoryKib = 19_456, passes = 2, lanes = 1 }: PasswordHasherOptions) {
  return { memoryCost: memoryKib, timeCost: passes, parallelism: lanes };
}

/** `$argon2id$v=19$m=19456,t=2,p=1$` of a hash: what it was made with. */
function prefixOf(encoded: string): string {
  return `${encoded.split('$').slice(0, 4).join('$')}$`;
}

function isArgon2id(stored: string | undefined): stored is string {
  return stored?.startsWith('$argon2id$') === true;
}

function isHashable(password: string): boolean {
  return password !== '' && Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
}
