import { createTokenIssuer, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { Caller } from '../../e2e/support/caller.js';
import { demoTokenRequest } from '../../e2e/support/demo-token.js';
import { openTestOpenFga } from '../../e2e/support/test-storage.js';
import { createEmptyDatabase } from './empty-database.js';
import { SampleInstance } from './sample-instance.js';

const AUDIENCE = 'https://api.orders.example';
const TIMEOUT_MS = 5_000;

/** A relationship as the OpenFGA server keeps it. */
export interface StoredTuple {
  readonly user: string;
  readonly relation: string;
}

interface Shared {
  readonly issuer: TokenIssuer;
  readonly databaseUrl: string;
  readonly openfgaUrl: string;
  readonly openfgaStoreId: string;
}

/** Processes of the orders API that share an issuer, a PostgreSQL database and an OpenFGA store, both empty at first. */
export class OrdersProcesses implements AsyncDisposable {
  private constructor(
    private readonly shared: Shared,
    private readonly resources: AsyncDisposableStack,
  ) {}

  /** @throws Error if a server was not started: a missing server is a failure, never a skip */
  static async create(): Promise<OrdersProcesses> {
    await using resources = new AsyncDisposableStack();
    const issuer = resources.adopt(await createTokenIssuer({ audience: AUDIENCE }), (made) => made.close());
    const { url: databaseUrl } = resources.use(await createEmptyDatabase());
    const { openfgaUrl, openfgaStoreId } = await openTestOpenFga();
    if (openfgaUrl === undefined || openfgaStoreId === undefined)
      throw new Error('OPENFGA_URL is not set. Run `npm run test:servers`.');
    return new OrdersProcesses({ issuer, databaseUrl, openfgaUrl, openfgaStoreId }, resources.move());
  }

  /** What the tokens of {@link token} name as their issuer. */
  get issuer(): string {
    return this.shared.issuer.issuer;
  }

  /** Starts one more; it may take a moment until it is ready. Its shared state is in Redis where a URL is given. */
  start(redisUrl: string | undefined): Promise<SampleInstance> {
    const { databaseUrl, openfgaUrl, openfgaStoreId } = this.shared;
    return SampleInstance.start({
      AUTH_ISSUER: this.issuer,
      API_AUDIENCE: AUDIENCE,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      OPENFGA_URL: openfgaUrl,
      OPENFGA_STORE_ID: openfgaStoreId,
    });
  }

  /** As {@link start}, and waits until it can serve. */
  async startReady(redisUrl: string | undefined): Promise<SampleInstance> {
    const instance = await this.start(redisUrl);
    try {
      await instance.ready();
    } catch (error) {
      await instance[Symbol.asyncDispose]();
      throw error;
    }
    return instance;
  }

  /** Makes a token for a demo identity. */
  token(who: string): string {
    return this.shared.issuer.token(demoTokenRequest(this.shared.issuer, who));
  }

  /** Calls one of the processes as a demo identity. */
  as(who: string, { address }: SampleInstance): Caller {
    return new Caller({ address, authorization: [`Bearer ${this.token(who)}`] });
  }

  /** What the OpenFGA store holds of an object, ordered by relation. @param object such as `order:12345` */
  async storedTuples(object: string): Promise<readonly StoredTuple[]> {
    const { openfgaUrl, openfgaStoreId } = this.shared;
    const response = await fetch(`${openfgaUrl}/stores/${openfgaStoreId}/read`, {
      method: 'POST',
      body: JSON.stringify({ tuple_key: { object }, consistency: 'HIGHER_CONSISTENCY' }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { tuples } = (await response.json()) as { tuples: readonly { key: StoredTuple }[] };
    return tuples
      .map(({ key: { user, relation } }) => ({ user, relation }))
      .toSorted((one, other) => one.relation.localeCompare(other.relation));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.resources.disposeAsync();
  }
}
