import { Body, Controller, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ENVIRONMENT, type AuthEnvironment } from '../auth.tokens.js';
import { bodyPipe } from '../http/body-pipe.js';
import { clientAddress } from '../http/client-address.js';
import { Sessions, type TokenResponse } from '../refresh/sessions.js';
import { deviceTokenOf, setDeviceCookie } from './device-cookie.js';
import { LoginDto } from './login.dto.js';
import { PasswordSignIn } from './password-sign-in.js';

/** `POST /auth/login`: first-party sign-in with a password. */
@Controller('auth/login')
export class LoginController {
  constructor(
    @Inject(PasswordSignIn) private readonly passwordSignIn: PasswordSignIn,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async login(
    @Body(bodyPipe()) body: LoginDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TokenResponse> {
    const signedIn = await this.passwordSignIn.signIn({
      email: body.email,
      password: body.password,
      address: clientAddress(request),
      deviceToken: deviceTokenOf(request, this.environment),
    });
    setDeviceCookie(response, signedIn, this.environment);
    return this.sessions.begin(signedIn.account);
  }
}
