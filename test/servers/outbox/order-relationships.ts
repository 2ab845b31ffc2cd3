import { withOutbox, type RelationshipsOption } from 'nestjs-zero-trust';
import { openfga } from 'nestjs-zero-trust/openfga';
import { sqlOutbox, sqlTupleLedger, type RelationshipDatabase } from 'nestjs-zero-trust/postgres';

/** An OpenFGA store, and the database whose tuples it is brought. */
export interface OrderRelationships {
  readonly db: RelationshipDatabase;
  readonly apiUrl: string;
  readonly storeId: string;
}

const MODEL = { modelFile: new URL('../../../apps/orders/order-model.fga', import.meta.url) };

/** The server itself. */
export function orderServer({ apiUrl, storeId }: Omit<OrderRelationships, 'db'>): RelationshipsOption {
  return openfga({ ...MODEL, apiUrl, storeId });
}

/** The outbox of the server. */
export function orderOutbox({ db, storeId }: Omit<OrderRelationships, 'apiUrl'>) {
  return sqlOutbox({ db, name: `openfga:${storeId}` });
}

/** The server behind the outbox, with takeovers that are quick enough for a test. */
export function orderRelationships(options: OrderRelationships): RelationshipsOption {
  return withOutbox({
    ...MODEL,
    engine: orderServer(options),
    ledger: sqlTupleLedger(options.db),
    outbox: orderOutbox(options),
    leaseMs: 2_000,
    sendTimeoutMs: 1_000,
    settleMs: 500,
    pollMs: 50,
    pendingTimeoutMs: 300,
  });
}
