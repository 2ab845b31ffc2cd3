import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { JWK } from 'jose';
import { SigningKeys } from './signing-keys.js';

/** `GET /jwks`: the public keys (RFC 7517, section 5). */
@Controller('jwks')
export class JwksController {
  constructor(@Inject(SigningKeys) private readonly signingKeys: SigningKeys) {}

  @Get()
  @Header('Content-Type', 'application/jwk-set+json')
  @Header('Cache-Control', 'public, max-age=300')
  jwks(): { readonly keys: readonly JWK[] } {
    return { keys: this.signingKeys.publicKeys };
  }
}
