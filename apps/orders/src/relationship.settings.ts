import { databaseListener } from '@sample/shared';
import {
  embeddedRelationships,
  withOutbox,
  type RelationshipsOption,
  type WithOutboxOptions,
} from 'nestjs-zero-trust';
import { openfga } from 'nestjs-zero-trust/openfga';
import { sqlOutbox, sqlTupleLedger, sqlTuples, type SqlTuplesOptions } from 'nestjs-zero-trust/postgres';
import { spicedb } from 'nestjs-zero-trust/spicedb';
import type { OrdersEnvironment } from './orders.tokens.js';
import type { Settings } from './settings.module.js';

const MODEL = { modelFile: new URL('../order-model.fga', import.meta.url) };
const STORE_NAME = 'orders';
/** How soon this process sees what was changed past it. */
const POLL_MS = 100;
/** The same where the database says so at once, and a look is for what was not heard. */
const POLL_BEHIND_NOTICES_MS = 1_000;

/**
 * Where relationships are evaluated: by the server that `OPENFGA_URL` or `SPICEDB_ENDPOINT` names, else in this process.
 * Either way the database has every tuple beside the rows that it speaks of: this process follows it, a server elsewhere
 * is brought every change by an outbox.
 *
 * @throws Error when both servers are named
 */
export function relationshipSettings({ environment, database: { db } }: Settings): RelationshipsOption {
  const remote = remoteEngine(environment);
  if (remote === undefined)
    return embeddedRelationships({ ...MODEL, store: sqlTuples({ db, ...following(environment) }) });
  const { name, ...engine } = remote;
  return withOutbox({
    ...MODEL,
    ...engine,
    ledger: sqlTupleLedger(db),
    outbox: sqlOutbox({ db, name }),
    // A server that has lost its store since gets everything again.
    reconcileAtStart: true,
  });
}

/** How a process learns of what another one changed; the embedded database has no other one. */
function following({ databaseUrl }: OrdersEnvironment): Pick<SqlTuplesOptions, 'listen' | 'pollIntervalMs'> {
  return databaseUrl === undefined
    ? { pollIntervalMs: POLL_MS }
    : { pollIntervalMs: POLL_BEHIND_NOTICES_MS, listen: databaseListener(databaseUrl) };
}

/** An engine elsewhere, and a name for the outbox that it is served from. */
interface RemoteEngine extends Pick<WithOutboxOptions, 'engine'> {
  readonly name: string;
}

function remoteEngine(environment: OrdersEnvironment): RemoteEngine | undefined {
  const { openfgaUrl, spicedbEndpoint } = environment;
  if (openfgaUrl !== undefined && spicedbEndpoint !== undefined)
    throw new Error(
      'OPENFGA_URL and SPICEDB_ENDPOINT are both set. Keep the one that is to evaluate relationships.',
    );
  if (openfgaUrl !== undefined) return openfgaEngine(openfgaUrl, environment);
  return spicedbEndpoint === undefined ? undefined : spicedbEngine(spicedbEndpoint, environment);
}

function openfgaEngine(
  apiUrl: string,
  { openfgaStoreId, openfgaModelId, openfgaApiToken }: OrdersEnvironment,
): RemoteEngine {
  const engine = openfga({
    ...MODEL,
    apiUrl,
    ...(openfgaStoreId === undefined ? { storeName: STORE_NAME } : { storeId: openfgaStoreId }),
    modelId: openfgaModelId,
    apiToken: openfgaApiToken,
  });
  return { name: `openfga:${openfgaStoreId ?? STORE_NAME}`, engine };
}

function spicedbEngine(endpoint: string, { spicedbToken }: OrdersEnvironment): RemoteEngine {
  return { name: 'spicedb', engine: spicedb({ ...MODEL, endpoint, token: spicedbToken }) };
}
