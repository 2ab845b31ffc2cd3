import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  DEMO_IDENTITIES,
  demoEmail,
  demoPassword,
  isDemoAllowed,
  readOrCreateKey,
  toPublicJwk,
  type DemoIdentity,
} from '@sample/shared';
import { DATABASE, ENVIRONMENT, type AuthDatabase, type AuthEnvironment } from '../auth.tokens.js';
import { hashPassword } from './passwords.js';

/** Seeds the people and services of the demonstration on first start; does nothing in production. */
@Injectable()
export class DemoSeed implements OnApplicationBootstrap {
  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!isDemoAllowed(this.environment)) return;
    for (const identity of DEMO_IDENTITIES)
      await (identity.kind === 'person' ? this.#seedPerson(identity) : this.#seedService(identity));
  }

  async #seedPerson(identity: DemoIdentity): Promise<void> {
    const { db } = this.database;
    const known = await db
      .selectFrom('accounts')
      .select('id')
      .where('id', '=', identity.sub)
      .executeTakeFirst();
    if (known !== undefined) return;
    await db
      .insertInto('accounts')
      .values({
        id: identity.sub,
        email: demoEmail(identity.name),
        password_hash: await hashPassword(demoPassword(identity.name)),
        ...identityColumns(identity),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The private key lies in DATA_DIR; a new DATA_DIR brings a new key, which replaces the registered one. */
  async #seedService(identity: DemoIdentity): Promise<void> {
    const publicJwk = toPublicJwk(await readOrCreateKey(this.environment.dataDir, identity.name));
    const registered = { public_jwk: JSON.stringify(publicJwk), ...identityColumns(identity) };
    await this.database.db
      .insertInto('clients')
      .values({ id: identity.name, sub: identity.sub, ...registered })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(registered))
      .execute();
  }
}

function identityColumns({ scopes, roles, clearance, tier, department }: DemoIdentity) {
  return { scopes: scopes.join(' '), roles: roles.join(' '), clearance, tier, department, demo: true };
}
