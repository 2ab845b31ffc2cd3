import { Inject, Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { PEER_SETTINGS } from './peer-settings.js';
import { principalOf, type AccessTokenClaims, type Principal } from './principal.js';
import type { ServerSettings } from '../../servers/server-settings.js';

/** Access tokens by `passport-jwt`, with keys fetched and cached by `jwks-rsa`. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(@Inject(PEER_SETTINGS) { issuer, audience }: ServerSettings) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      // EdDSA is beyond jsonwebtoken.
      algorithms: ['ES256', 'RS256'],
      issuer,
      audience,
      secretOrKeyProvider: passportJwtSecret({
        jwksUri: `${issuer}/jwks`,
        cache: true,
        rateLimit: true,
        timeout: 5_000,
      }),
    });
  }

  validate(claims: AccessTokenClaims): Principal | undefined {
    return principalOf(claims);
  }
}

/** Refuses requests that the strategy does not accept. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {}
