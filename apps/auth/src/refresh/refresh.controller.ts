import { Body, Controller, Header, HttpCode, Inject, Post } from '@nestjs/common';
import { bodyPipe } from '../http/body-pipe.js';
import { RefreshDto } from './refresh.dto.js';
import { Sessions, type TokenResponse } from './sessions.js';

/** `POST /auth/refresh`: a refresh token, good once, for the next pair. */
@Controller('auth/refresh')
export class RefreshController {
  constructor(@Inject(Sessions) private readonly sessions: Sessions) {}

  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  refresh(@Body(bodyPipe()) body: RefreshDto): Promise<TokenResponse> {
    return this.sessions.continue(body.refresh_token);
  }
}
