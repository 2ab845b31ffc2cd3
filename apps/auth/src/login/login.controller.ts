import { Body, Controller, Header, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Accounts, normalizeEmail, type Account } from '../accounts/accounts.js';
import { verifyPassword } from '../accounts/passwords.js';
import { AuthError } from '../http/auth-error.js';
import { bodyPipe } from '../http/body-pipe.js';
import { clientAddress } from '../http/client-address.js';
import { Sessions, type TokenResponse } from '../refresh/sessions.js';
import { LoginDto } from './login.dto.js';
import { LoginThrottle } from './login-throttle.js';

/** `POST /auth/login`: first-party sign-in with a password. */
@Controller('auth/login')
export class LoginController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(LoginThrottle) private readonly throttle: LoginThrottle,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async login(@Body(bodyPipe()) body: LoginDto, @Req() request: Request): Promise<TokenResponse> {
    const attempt = { email: normalizeEmail(body.email), address: clientAddress(request) };
    await this.throttle.count(attempt);
    const account = await this.#verify(attempt.email, body.password);
    if (account === undefined) throw wrongCredentials();
    await this.throttle.succeed(attempt);
    return this.sessions.begin(account);
  }

  /** The same queries and the same hashing whether the account exists or not. */
  async #verify(email: string, password: string): Promise<Account | undefined> {
    const account = await this.accounts.findByEmail(email);
    return (await verifyPassword(password, account?.passwordHash)) ? account : undefined;
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
