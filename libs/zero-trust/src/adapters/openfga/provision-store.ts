import { setTimeout as sleep } from 'node:timers/promises';
import { RelationshipError, quote } from '../../authorization/relationships/relationship-error.js';
import { readContinuation, readList, readText } from './answers.js';
import type { OpenFgaConnection } from './openfga-connection.js';
import { OpenFgaUnavailableError } from './openfga-unavailable.error.js';
import { eachItem } from './pages.js';

/** Longer than a server takes from choosing an id to listing it. Only the first starts of all wait for it. */
const SETTLE_MS = 1_500;
/** A store of this age has no rival that is not listed yet, even if the clocks differ a little. */
const SETTLED_AGE_MS = 10_000;

/** Which store, on which server. */
export interface StoreRequest {
  readonly connection: OpenFgaConnection;
  readonly storeId?: string | undefined;
  readonly storeName: string;
  /** Whether one may be made. */
  readonly writeModel: boolean;
  readonly timeoutMs: number;
}

/**
 * The id of the store to use: the given one, the one of that name, or a new one of that name.
 *
 * @throws {RelationshipError} `invalid_configuration` when the given store does not exist, or there is none of the name and
 * none may be made
 * @throws {DependencyUnavailableError} when the server gives no answer
 */
export async function provisionStore(request: StoreRequest): Promise<string> {
  if (request.storeId !== undefined) return assertStore(request, request.storeId);
  const known = await findStore(request);
  if (known !== undefined && Date.now() - known.createdAt > SETTLED_AGE_MS) return known.id;
  if (known === undefined) {
    if (!request.writeModel) throw absentStore(request.storeName);
    await createStore(request);
  }
  // Other processes may be making one at the same time: all must see the same ones, to end up with the same.
  await sleep(SETTLE_MS);
  const found = await findStore(request);
  if (found !== undefined) return found.id;
  throw new OpenFgaUnavailableError('outage', 'does not list the store that it just made');
}

async function assertStore({ connection, timeoutMs }: StoreRequest, storeId: string): Promise<string> {
  try {
    const call = { timeoutMs, idempotent: true };
    return await connection.call(call, async (api, http) =>
      readText(await api.getStore(storeId, http), 'id'),
    );
  } catch (error) {
    if (!(error instanceof OpenFgaUnavailableError) || error.kind !== 'rejected') throw error;
    const message = `openfga(): the server does not give access to the store ${quote(storeId)}: ${error.message}; check "storeId" and "apiToken"`;
    throw new RelationshipError('invalid_configuration', message, { cause: error });
  }
}

function absentStore(storeName: string): RelationshipError {
  const message = `openfga(): the server has no store named ${quote(storeName)}; check "storeName", or let one be made by "writeModel"`;
  return new RelationshipError('invalid_configuration', message);
}

interface Store {
  readonly id: string;
  /** Epoch milliseconds, by the server's clock. */
  readonly createdAt: number;
}

/** The oldest store of the name, so that every process takes the same one. */
async function findStore({ connection, storeName, timeoutMs }: StoreRequest): Promise<Store | undefined> {
  const found: Store[] = [];
  const stores = eachItem((token) =>
    connection.call({ timeoutMs, idempotent: true }, async (api, http) => {
      const answer = await api.listStores(100, token, storeName, http);
      return { items: readList(answer, 'stores'), next: readContinuation(answer) };
    }),
  );
  for await (const store of stores)
    if (readText(store, 'name') === storeName)
      found.push({ id: readText(store, 'id'), createdAt: Date.parse(readText(store, 'created_at')) });
  // Ids are ULIDs: their order is that of time.
  return found.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
}

async function createStore({ connection, storeName, timeoutMs }: StoreRequest): Promise<void> {
  await connection.call({ timeoutMs, idempotent: false }, (api, http) =>
    api.createStore({ name: storeName }, http),
  );
}
