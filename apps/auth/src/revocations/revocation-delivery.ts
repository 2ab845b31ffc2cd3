import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type AuthEnvironment } from '../auth.tokens.js';
import { AuthLog } from '../http/auth-log.js';
import { ServerToken } from './server-token.js';
import type { Revocation } from './unannounced-revocations.js';

const TIMEOUT_MS = 2_000;
const PATH = '/zero-trust/tokens/revocations';

/** Tells an API of a revocation. Telling it twice does no harm. */
@Injectable()
export class RevocationDelivery {
  readonly #down = new Set<string>();

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(ServerToken) private readonly serverToken: ServerToken,
    @Inject(AuthLog) private readonly log: AuthLog,
  ) {}

  /**
   * @param api its base URL
   * @returns whether it has taken the revocation
   */
  async deliver(api: string, revocation: Revocation): Promise<boolean> {
    try {
      const status = await this.#post(`${api}${PATH}`, revocation);
      const isTaken = status >= 200 && status < 300;
      this.#report({ api, isTaken, fields: { status } });
      return isTaken;
    } catch (error) {
      const fields = { name: error instanceof Error ? error.name : typeof error };
      this.#report({ api, isTaken: false, fields });
      return false;
    }
  }

  /** @returns the status of the answer */
  async #post(url: string, { jti, expiresAt }: Revocation): Promise<number> {
    const authorization = `Bearer ${await this.serverToken.current()}`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        issuer: this.environment.authIssuer,
        tokenId: jti,
        expiresAt: Math.ceil(expiresAt / 1_000),
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status;
  }

  /** Once for each outage, not for each attempt. */
  #report({ api, isTaken, fields }: Attempt): void {
    if (isTaken === !this.#down.has(api)) return;
    if (isTaken) this.#down.delete(api);
    else this.#down.add(api);
    const event = isTaken ? 'an API takes revocations again' : 'an API does not take revocations; trying on';
    this.log.info(event, { api, ...fields });
  }
}

interface Attempt {
  readonly api: string;
  readonly isTaken: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
}
