import { Inject, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { PeerRequest } from './peer-request.js';

const SCOPES = 'scopes';

/** Scopes that a route needs. */
export const RequiredScopes = (...scopes: readonly string[]) => SetMetadata(SCOPES, scopes);

/** Refuses callers whose token lacks a scope. */
@Injectable()
export class ScopesGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    const required = this.reflector.getAllAndOverride<readonly string[] | undefined>(SCOPES, targets);
    const { user } = context.switchToHttp().getRequest<PeerRequest>();
    return required?.every((scope) => user?.scopes.has(scope)) ?? false;
  }
}
