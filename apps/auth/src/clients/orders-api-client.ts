import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ACCOUNTS_SCOPE, ORDERS_API_CLIENT, readOrCreateKey, toPublicJwk } from '@sample/shared';
import { DATABASE, ENVIRONMENT, type AuthDatabase, type AuthEnvironment } from '../auth.tokens.js';

const IDENTITY = {
  sub: `service-account-${ORDERS_API_CLIENT}`,
  scopes: ACCOUNTS_SCOPE,
  roles: '',
  clearance: 0,
  tier: 'enterprise',
  department: 'none',
  demo: false,
} as const;

/**
 * Registers the orders API, which hands accounts over, with the key that both find in DATA_DIR. Unlike the demo services
 * it exists in production, too.
 */
@Injectable()
export class OrdersApiClient implements OnApplicationBootstrap {
  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const key = await readOrCreateKey(this.environment.dataDir, ORDERS_API_CLIENT);
    const registered = { ...IDENTITY, public_jwk: JSON.stringify(toPublicJwk(key)), certificate_uri: null };
    await this.database.db
      .insertInto('clients')
      .values({ id: ORDERS_API_CLIENT, ...registered })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(registered))
      .execute();
  }
}
