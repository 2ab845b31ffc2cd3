import { Body, Controller, HttpCode, Inject, Post, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { Scopes } from '../../authorization/scopes/scopes.decorator.js';
import { Standing } from '../../identity/index.js';
import { ZeroTrustGuard } from '../zero-trust.guard.js';
import { recordMeasure } from './record-measure.js';
import { TokenRevocationDto } from './token-revocation.dto.js';

/** Single tokens, by `jti`. */
@Controller({ path: 'zero-trust/tokens', version: VERSION_NEUTRAL })
@UseGuards(ZeroTrustGuard)
export class TokensController {
  constructor(@Inject(Standing) private readonly standing: Standing) {}

  @Post('revocations')
  @HttpCode(204)
  @Scopes('security:admin')
  async revoke(@Body() { issuer, tokenId, expiresAt }: TokenRevocationDto): Promise<void> {
    const token = { issuer, tokenId };
    const revocation = expiresAt === undefined ? token : { ...token, expiresAt };
    await recordMeasure({ measure: 'revoke-token', ...token }, () => this.standing.revokeToken(revocation));
  }
}
