import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import {
  ACCOUNTS_PATH,
  ACCOUNTS_SCOPE,
  ORDERS_API_CLIENT,
  readKey,
  type HandedOverAccount,
} from '@sample/shared';
import { ServiceTokenClient, type ServiceRequestInit } from 'nestjs-zero-trust';
import { SETTINGS, type Settings } from '../settings.module.js';

const CALL_TIMEOUT_MS = 2_000;

/** Opens and closes accounts at the authorization server, as a service of its own. */
@Injectable()
export class AccountHandover implements OnApplicationShutdown {
  readonly #logger = new Logger('orders');
  #client: ServiceTokenClient | undefined;
  #isDown = false;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** @returns whether the authorization server has the account now; the log says, once for each outage, why not */
  handOver({ id, email, passwordHash }: HandedOverAccount): Promise<boolean> {
    return this.#isTaken('', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, email, passwordHash }),
    });
  }

  /** @returns whether the authorization server has closed the account, or never had it */
  close(id: string): Promise<boolean> {
    return this.#isTaken(`/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#client?.onApplicationShutdown();
  }

  async #isTaken(path: string, request: ServiceRequestInit): Promise<boolean> {
    try {
      const status = await this.#send(path, request);
      this.#report(status === 204 ? undefined : `status ${status}`);
      return status === 204;
    } catch (error) {
      this.#report(reasonOf(error));
      return false;
    }
  }

  async #send(path: string, request: ServiceRequestInit): Promise<number> {
    this.#client ??= await this.#createClient();
    const accounts = `${this.settings.environment.authIssuer}${ACCOUNTS_PATH}`;
    const response = await this.#client.fetch(`${accounts}${path}`, request);
    await response.body?.cancel();
    return response.status;
  }

  /** Not at boot: the key may be made later, and an issuer that takes no accounts needs none. */
  async #createClient(): Promise<ServiceTokenClient> {
    const { authIssuer, dataDir } = this.settings.environment;
    return new ServiceTokenClient({
      issuer: authIssuer,
      clientId: ORDERS_API_CLIENT,
      privateKey: await readKey(dataDir, ORDERS_API_CLIENT),
      targets: [{ origin: new URL(authIssuer).origin, resource: authIssuer, scopes: [ACCOUNTS_SCOPE] }],
      callTimeoutMs: CALL_TIMEOUT_MS,
    });
  }

  #report(problem: string | undefined): void {
    const isDown = problem !== undefined;
    if (isDown === this.#isDown) return;
    this.#isDown = isDown;
    if (isDown) this.#logger.warn({ event: 'accounts-wait', reason: problem });
    else this.#logger.log({ event: 'accounts-handed-over-again' });
  }
}

/** Named, not quoted: a message of elsewhere may hold what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
