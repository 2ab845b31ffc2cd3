import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { Request, Response } from 'express';
import { textOf } from '../accounts/identity.js';
import { CLOCK, ENVIRONMENT, type AuthEnvironment, type Clock } from '../auth.tokens.js';
import { AuthError, type AuthErrorDetails } from '../http/auth-error.js';
import { clientAddress } from '../http/client-address.js';
import { pagePolicy, STYLE_SHEET } from '../http/page.js';
import { deviceTokenOf, setDeviceCookie } from '../login/device-cookie.js';
import { LoginDto } from '../login/login.dto.js';
import { PasswordSignIn } from '../login/password-sign-in.js';
import { ProviderMount } from '../provider/provider-mount.js';
import { originOf } from '../provider/provider-pages.js';
import { SINGLE_FACTOR } from '../tokens/person-tokens.js';
import { renderContinue, renderSignIn } from './sign-in-page.js';
import { SignInRequests, type SignInRequest } from './sign-in-requests.js';

const BAD_FORM: AuthErrorDetails = {
  status: 400,
  code: 'AUTH_INVALID_BODY',
  detail: 'Enter your e-mail address and your password.',
};

/** The page on which people sign in to an application. */
@Controller('sign-in')
export class SignInController {
  constructor(
    @Inject(SignInRequests) private readonly requests: SignInRequests,
    @Inject(ProviderMount) private readonly mount: ProviderMount,
    @Inject(PasswordSignIn) private readonly passwordSignIn: PasswordSignIn,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('style.css')
  style(@Res() response: Response): void {
    response.type('text/css').setHeader('Cache-Control', 'public, max-age=3600');
    response.send(STYLE_SHEET);
  }

  @Get(':uid')
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const pending = await this.requests.find(request, response);
    this.#page(response, { pending, status: 200 });
  }

  @Post(':uid')
  async signIn(@Req() request: Request, @Res() response: Response): Promise<void> {
    const pending = await this.requests.find(request, response);
    if (pending.prompt === 'consent')
      return this.mount.provider.interactionFinished(request, response, { consent: {} });
    const form = plainToInstance(LoginDto, request.body ?? {});
    try {
      if ((await validate(form)).length > 0) throw new AuthError(BAD_FORM);
      await this.#finish({ request, response, form });
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      const { status, detail, retryAfterSeconds } = error.details;
      if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
      this.#page(response, { pending, status, problem: detail, email: textOf(form.email) });
    }
  }

  async #finish({ request, response, form }: FilledForm): Promise<void> {
    const signedIn = await this.passwordSignIn.signIn({
      email: form.email,
      password: form.password,
      address: clientAddress(request),
      deviceToken: deviceTokenOf(request, this.environment),
    });
    setDeviceCookie(response, signedIn, this.environment);
    const ts = Math.floor(this.clock.now() / 1_000);
    const login = { accountId: signedIn.account.sub, acr: SINGLE_FACTOR, amr: ['pwd'], ts };
    await this.mount.provider.interactionFinished(request, response, { login, consent: {} });
  }

  #page(response: Response, { pending, status, ...shown }: Shown): void {
    const { action, application, redirectUri } = pending;
    const page = { action, application, ...shown };
    const html = pending.prompt === 'consent' ? renderContinue(page) : renderSignIn(page);
    response.setHeader('Content-Security-Policy', pagePolicy(originOf(redirectUri)));
    response.setHeader('Cache-Control', 'no-store');
    response.status(status).type('html').send(html);
  }
}

interface FilledForm {
  readonly request: Request;
  readonly response: Response;
  readonly form: LoginDto;
}

interface Shown {
  readonly pending: SignInRequest;
  readonly status: number;
  readonly problem?: string;
  readonly email?: string;
}
