import {
  Inject,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { CachedTokenVerifier } from './cached-token-verifier.js';
import type { PeerRequest } from './peer-request.js';

const BEARER = /^Bearer ([\w\-.~+/]+=*)$/i;

/** Refuses requests without a token that `jose` accepts; answers at once for a token that is known. */
@Injectable()
export class JoseAuthGuard implements CanActivate {
  constructor(@Inject(CachedTokenVerifier) private readonly tokens: CachedTokenVerifier) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<PeerRequest>();
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new UnauthorizedException();
    request.user = this.tokens.recognise(token);
    return request.user === undefined ? this.verify(request, token) : true;
  }

  private async verify(request: PeerRequest, token: string): Promise<boolean> {
    const principal = await this.tokens.verify(token).catch(() => undefined);
    if (principal === undefined) throw new UnauthorizedException();
    request.user = principal;
    return true;
  }
}
