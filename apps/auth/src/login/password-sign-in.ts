import { Inject, Injectable } from '@nestjs/common';
import { LoginProtection, type LoginRefused } from 'nestjs-zero-trust';
import { PasswordHasher } from 'nestjs-zero-trust/passwords';
import { Accounts, normalizeEmail, type Account } from '../accounts/accounts.js';
import { AuthError } from '../http/auth-error.js';

/** What somebody typed, and where. */
export interface PasswordAttempt {
  readonly email: string;
  readonly password: string;
  /** Address of the client. */
  readonly address: string;
  /** What an earlier sign-in left in the client, if anything. */
  readonly deviceToken: string | undefined;
}

/** Somebody who has just proved the password. */
export interface SignedIn {
  readonly account: Account;
  readonly deviceToken: string;
  readonly deviceTokenLifetimeSeconds: number;
}

/** The one way in with a password, for the API and for the page. */
@Injectable()
export class PasswordSignIn {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(LoginProtection) private readonly protection: LoginProtection,
  ) {}

  /** @throws AuthError 401 for a wrong password or an unknown account, 423 while it is locked, 429 while the address is */
  async signIn({ email, password, address, deviceToken }: PasswordAttempt): Promise<SignedIn> {
    const account = normalizeEmail(email);
    const verdict = await this.protection.check({ account, address, deviceToken }, () =>
      this.#verify(account, password),
    );
    if (verdict.outcome === 'rejected') throw wrongCredentials();
    if (verdict.outcome !== 'accepted') throw refusal(verdict);
    const { value, ...device } = verdict;
    return { account: value, ...device };
  }

  /** The same queries and the same hashing whether the account exists or not. */
  async #verify(email: string, password: string): Promise<Account | undefined> {
    const account = await this.accounts.findByEmail(email);
    const { matches, replacement } = await this.passwords.verify(password, account?.passwordHash);
    if (account === undefined || !matches) return undefined;
    if (replacement !== undefined) await this.accounts.replacePasswordHash(account, replacement);
    return account;
  }
}

function wrongCredentials(): AuthError {
  return new AuthError({
    status: 401,
    code: 'AUTH_WRONG_CREDENTIALS',
    detail: 'The e-mail address or the password is wrong.',
    error: 'invalid_grant',
  });
}

function refusal({ outcome, retryAfterSeconds }: LoginRefused): AuthError {
  return outcome === 'locked'
    ? new AuthError({
        status: 423,
        code: 'AUTH_ACCOUNT_LOCKED',
        detail: 'Too many failures for this account. Wait before the next attempt.',
        retryAfterSeconds,
      })
    : new AuthError({
        status: 429,
        code: 'AUTH_TOO_MANY_FAILURES',
        detail: 'Too many failures from this address. Wait before the next attempt.',
        retryAfterSeconds,
      });
}
