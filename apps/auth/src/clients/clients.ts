import { Inject, Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import { isDemoAllowed } from '@sample/shared';
import { toIdentity, type Identity } from '../accounts/identity.js';
import { DATABASE, ENVIRONMENT, type AuthDatabase, type AuthEnvironment } from '../auth.tokens.js';

/** A service; it authenticates with `private_key_jwt` or with a certificate. */
export interface ServiceClient extends Identity {
  readonly clientId: string;
  readonly publicJwk: JWK;
  /** URI that names it in its certificate, if it has one (RFC 8705, section 2.1.2). */
  readonly certificateUri: string | undefined;
}

/** What a `client_id` may consist of (RFC 6749, appendix A.1), bounded; the database could not even be asked for some others. */
export const CLIENT_ID = /^[\x20-\x7e]{1,255}$/;

/** The services that this server knows. Demo services do not exist for it in production. */
@Injectable()
export class Clients {
  readonly #demoAllowed: boolean;

  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(ENVIRONMENT) environment: AuthEnvironment,
  ) {
    this.#demoAllowed = isDemoAllowed(environment);
  }

  async find(clientId: string): Promise<ServiceClient | undefined> {
    if (!CLIENT_ID.test(clientId)) return undefined;
    const row = await this.database.db
      .selectFrom('clients')
      .selectAll()
      .where('id', '=', clientId)
      .executeTakeFirst();
    if (row === undefined || (row.demo && !this.#demoAllowed)) return undefined;
    return {
      ...toIdentity(row.sub, row),
      clientId: row.id,
      publicJwk: row.public_jwk,
      certificateUri: row.certificate_uri ?? undefined,
    };
  }
}
