import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type AuthEnvironment } from '../auth.tokens.js';
import { AuthLog } from '../http/auth-log.js';
import { ServerToken } from './server-token.js';
import type { Revocation } from './unannounced-revocations.js';

const TIMEOUT_MS = 2_000;
const PATH = '/zero-trust/tokens/revocations';

/** Tells one API after the other of a revocation. Telling it twice does no harm. */
@Injectable()
export class RevocationDelivery {
  #isDown = false;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(ServerToken) private readonly serverToken: ServerToken,
    @Inject(AuthLog) private readonly log: AuthLog,
  ) {}

  /** @returns whether every API has taken it */
  async deliver(revocation: Revocation): Promise<boolean> {
    const authorization = `Bearer ${await this.serverToken.current()}`;
    const body = JSON.stringify({
      issuer: this.environment.authIssuer,
      tokenId: revocation.jti,
      expiresAt: Math.ceil(revocation.expiresAt / 1_000),
    });
    const told = await Promise.all(
      this.environment.apiUrls.map((url) => this.#post(`${url}${PATH}`, { authorization, body })),
    );
    return told.every(Boolean);
  }

  async #post(url: string, { authorization, body }: Message): Promise<boolean> {
    try {
      const headers = { authorization, 'content-type': 'application/json' };
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
      await response.body?.cancel();
      this.#report(response.ok, { status: response.status });
      return response.ok;
    } catch (error) {
      this.#report(false, { name: error instanceof Error ? error.name : typeof error });
      return false;
    }
  }

  /** Once for each outage, not for each attempt. */
  #report(isTold: boolean, fields: Readonly<Record<string, unknown>>): void {
    if (isTold === !this.#isDown) return;
    this.#isDown = !isTold;
    this.log.info(
      isTold ? 'an API takes revocations again' : 'an API does not take revocations; trying on',
      fields,
    );
  }
}

interface Message {
  readonly authorization: string;
  readonly body: string;
}
