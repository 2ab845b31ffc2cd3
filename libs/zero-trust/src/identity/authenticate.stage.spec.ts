import { describe, expect, it } from 'vitest';
import { deny } from '../kernel/decision.js';
import type { Principal } from '../kernel/principal.js';
import { PUBLIC } from '../kernel/public.decorator.js';
import { RequestContext } from '../kernel/request-context.js';
import type { DeclarationKey, RouteDeclaration } from '../kernel/route-declaration.js';
import type { AccessTokenVerifier, Verdict } from './access-token-verifier.js';
import { AuthenticateStage } from './authenticate.stage.js';
import { CallerAuthentication } from './caller-authentication.js';
import type { ServicePrincipals } from './certificates/service-principals.js';

const principal = { issuer: 'https://auth.example.com', subject: 'alice', clientId: 'shop' } as Principal;
const denial = deny({ code: 'ZT_TOKEN_INVALID', kind: 'unauthenticated', detail: 'no', reason: 'no' });

function stageWith(verdict: Verdict, asked: unknown[] = []): AuthenticateStage {
  const verify = (authorization: readonly string[]) => {
    asked.push(authorization);
    return Promise.resolve(verdict);
  };
  const services = { isConfigured: false, isOpen: false } as ServicePrincipals;
  return new AuthenticateStage(new CallerAuthentication({ verify } as AccessTokenVerifier, services));
}

function route(publicReasons: readonly string[]): RouteDeclaration {
  const declared = <T>(key: DeclarationKey<T>) =>
    (key.symbol === PUBLIC.symbol ? publicReasons : []) as readonly T[];
  return { declared } as RouteDeclaration;
}

function contextWith(headers: Readonly<Record<string, readonly string[]>>): RequestContext {
  const request = { header: (name: string) => headers[name] ?? [] } as RequestContext['request'];
  return new RequestContext({ decisionId: 'd', receivedAt: 0, request });
}

describe('AuthenticateStage', () => {
  it('asks on every route that is not public', () => {
    const stage = stageWith({ ok: true, principal });
    expect(stage.compile(route([]))).toBeInstanceOf(Function);
    expect(stage.describe(route([]))).toEqual(['bearer token']);
  });

  it('does not ask on a public route', () => {
    const stage = stageWith({ ok: true, principal });
    expect(stage.compile(route(['health']))).toBeUndefined();
    expect(stage.describe(route(['health']))).toEqual([]);
  });

  it('judges every occurrence of the Authorization header and keeps the principal', async () => {
    const asked: unknown[] = [];
    const context = contextWith({ authorization: ['Bearer a', 'Bearer b'] });
    const decision = await stageWith({ ok: true, principal }, asked).compile(route([]))?.(context);
    expect(asked).toEqual([['Bearer a', 'Bearer b']]);
    expect(decision).toEqual({ effect: 'allow' });
    expect(context.principal).toBe(principal);
  });

  it('hands a deny on and leaves the request without a principal', async () => {
    const context = contextWith({});
    expect(await stageWith({ ok: false, denial }).compile(route([]))?.(context)).toBe(denial);
    expect(context.principal).toBeUndefined();
  });
});
