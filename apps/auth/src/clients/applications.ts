import { Inject, Injectable } from '@nestjs/common';
import { isDemoAllowed } from '@sample/shared';
import { splitWords } from '../accounts/identity.js';
import { DATABASE, ENVIRONMENT, type AuthDatabase, type AuthEnvironment } from '../auth.tokens.js';
import { CLIENT_ID } from './clients.js';

/** An application that people sign in to: a public client that proves itself with PKCE. */
export interface Application {
  readonly clientId: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly scopes: readonly string[];
}

/** The applications that this server knows. Demo applications do not exist for it in production. */
@Injectable()
export class Applications {
  readonly #demoAllowed: boolean;

  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(ENVIRONMENT) environment: AuthEnvironment,
  ) {
    this.#demoAllowed = isDemoAllowed(environment);
  }

  async find(clientId: string): Promise<Application | undefined> {
    if (!CLIENT_ID.test(clientId)) return undefined;
    const row = await this.database.db
      .selectFrom('applications')
      .selectAll()
      .where('id', '=', clientId)
      .executeTakeFirst();
    if (row === undefined || (row.demo && !this.#demoAllowed)) return undefined;
    return {
      clientId: row.id,
      name: row.name,
      redirectUris: splitWords(row.redirect_uris),
      postLogoutRedirectUris: splitWords(row.post_logout_redirect_uris),
      scopes: splitWords(row.scopes),
    };
  }
}
