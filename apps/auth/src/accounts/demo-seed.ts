import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  DEMO_IDENTITIES,
  demoEmail,
  demoPassword,
  demoSpiffeId,
  isDemoAllowed,
  readOrCreateKey,
  toPublicJwk,
  type DemoIdentity,
} from '@sample/shared';
import { PasswordHasher } from 'nestjs-zero-trust/passwords';
import { DATABASE, ENVIRONMENT, type AuthDatabase, type AuthEnvironment } from '../auth.tokens.js';

/** Seeds the people and services of the demonstration on first start; does nothing in production. */
@Injectable()
export class DemoSeed implements OnApplicationBootstrap {
  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!isDemoAllowed(this.environment)) return;
    await this.#seedApplication();
    for (const identity of DEMO_IDENTITIES)
      await (identity.kind === 'person' ? this.#seedPerson(identity) : this.#seedService(identity));
  }

  async #seedPerson(identity: DemoIdentity): Promise<void> {
    if (await this.#hasOrHadAccount(identity.sub)) return;
    await this.database.db
      .insertInto('accounts')
      .values({
        id: identity.sub,
        email: demoEmail(identity.name),
        password_hash: await this.passwords.hash(demoPassword(identity.name)),
        ...identityColumns(identity),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Whoever was deleted stays deleted. */
  async #hasOrHadAccount(sub: string): Promise<boolean> {
    const { db } = this.database;
    const known = await db
      .selectFrom('accounts')
      .select('id')
      .where('id', '=', sub)
      .unionAll(db.selectFrom('closed_accounts').select('id').where('id', '=', sub))
      .executeTakeFirst();
    return known !== undefined;
  }

  /** Where a program of the person's own machine listens for the answer; any port will do (RFC 8252, section 7.3). */
  async #seedApplication(): Promise<void> {
    const scopes = DEMO_IDENTITIES.filter(({ kind }) => kind === 'person').flatMap((person) => person.scopes);
    await this.database.db
      .insertInto('applications')
      .values({
        id: 'orders-app',
        name: 'Orders',
        redirect_uris: 'http://127.0.0.1/callback',
        post_logout_redirect_uris: 'http://127.0.0.1/signed-out',
        scopes: [...new Set(scopes)].join(' '),
        demo: true,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The private key lies in DATA_DIR; a new DATA_DIR brings a new key, which replaces the registered one. */
  async #seedService(identity: DemoIdentity): Promise<void> {
    const publicJwk = toPublicJwk(await readOrCreateKey(this.environment.dataDir, identity.name));
    const registered = {
      public_jwk: JSON.stringify(publicJwk),
      certificate_uri: demoSpiffeId(identity.name),
      ...identityColumns(identity),
    };
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
