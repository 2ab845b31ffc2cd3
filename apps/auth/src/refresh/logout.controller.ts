import { Body, Controller, Header, HttpCode, Inject, Post } from '@nestjs/common';
import { bodyPipe } from '../http/body-pipe.js';
import { RefreshDto } from './refresh.dto.js';
import { Sessions } from './sessions.js';

/** `POST /auth/logout`: ends the session of a refresh token, with every access token that came of it. */
@Controller('auth/logout')
export class LogoutController {
  constructor(@Inject(Sessions) private readonly sessions: Sessions) {}

  @Post()
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  async logout(@Body(bodyPipe()) body: RefreshDto): Promise<void> {
    await this.sessions.end(body.refresh_token);
  }
}
