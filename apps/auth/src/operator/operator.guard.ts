import {
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
  type OnModuleInit,
} from '@nestjs/common';
import { KEY_ALGORITHM, OPERATOR_KEY, readOrCreateKey, toPublicJwk } from '@sample/shared';
import type { Request } from 'express';
import { importJWK, jwtVerify, type CryptoKey, type JWTPayload } from 'jose';
import { CLOCK, ENVIRONMENT, type AuthEnvironment, type Clock } from '../auth.tokens.js';
import { AuthError } from '../http/auth-error.js';
import { isLocalConnection } from '../http/client-address.js';
import { UsedAssertions } from '../provider/used-assertions.js';
import {
  OPERATOR,
  OPERATOR_ASSERTION_LIFETIME_SECONDS,
  OPERATOR_ASSERTION_TYPE,
} from './operator-assertion.js';

/** Lets local commands in: from this machine, and with a fresh assertion of the operator's key. Neither alone suffices. */
@Injectable()
export class OperatorGuard implements CanActivate, OnModuleInit {
  #publicKey: CryptoKey | Uint8Array | undefined;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(UsedAssertions) private readonly usedAssertions: UsedAssertions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    const key = await readOrCreateKey(this.environment.dataDir, OPERATOR_KEY);
    this.#publicKey = await importJWK(toPublicJwk(key), KEY_ALGORITHM);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (!isLocalConnection(request)) throw localOnly();
    const claims = await this.#verify(request);
    if (!(await this.#useOnce(claims))) throw operatorRequired();
    return true;
  }

  async #verify(request: Request): Promise<JWTPayload> {
    const assertion = /^Bearer ([\w.-]+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (assertion === undefined || this.#publicKey === undefined) throw operatorRequired();
    try {
      const { payload } = await jwtVerify(assertion, this.#publicKey, {
        algorithms: [KEY_ALGORITHM],
        typ: OPERATOR_ASSERTION_TYPE,
        issuer: OPERATOR,
        subject: OPERATOR,
        audience: `${this.environment.authIssuer}${request.path}`,
        requiredClaims: ['exp', 'iat', 'jti'],
        maxTokenAge: OPERATOR_ASSERTION_LIFETIME_SECONDS,
        currentDate: new Date(this.clock.now()),
      });
      return payload;
    } catch {
      // Whatever is wrong with it, the caller learns only that it does not count.
      throw operatorRequired();
    }
  }

  async #useOnce({ jti, exp }: JWTPayload): Promise<boolean> {
    if (typeof jti !== 'string' || exp === undefined) return false;
    return this.usedAssertions.use(`operator-assertion:${jti}`, exp * 1000);
  }
}

function localOnly(): AuthError {
  return new AuthError({
    status: 403,
    code: 'AUTH_LOCAL_ONLY',
    detail: 'This endpoint answers commands of its own machine only.',
  });
}

function operatorRequired(): AuthError {
  return new AuthError({
    status: 401,
    code: 'AUTH_OPERATOR_REQUIRED',
    detail: 'Send a fresh assertion of the operator key in DATA_DIR/keys, as the commands do.',
    headers: { 'WWW-Authenticate': 'Bearer realm="operator"' },
  });
}
