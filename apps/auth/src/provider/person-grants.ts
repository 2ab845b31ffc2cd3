import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { Accounts } from '../accounts/accounts.js';
import { splitWords, textOf } from '../accounts/identity.js';
import { mayBeGivenForPassword } from '../tokens/password-scopes.js';
import { whileAvailable } from './stored-model.js';

/** Who the person is, and what for. */
export interface PersonGrantParts {
  readonly accounts: Accounts;
  readonly apiAudience: string;
}

const OPENID_SCOPES = ['openid', 'offline_access'];

/**
 * The applications belong to the sample itself, so nobody is asked for consent: a person grants what they may have of
 * what is asked for. Each authorization has a grant of its own, so that a theft of one session ends only that one.
 */
export function personGrants({ accounts, apiAudience }: PersonGrantParts) {
  return async ({ oidc }: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { client, session, provider } = oidc;
    if (client === undefined || session?.accountId === undefined) return undefined;
    const account = await whileAvailable(accounts.findBySubject(session.accountId));
    if (account === undefined) return undefined;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: account.sub });
    const asked = splitWords(textOf(oidc.params?.['scope']));
    const granted = asked.filter((scope) => account.scopes.includes(scope) && mayBeGivenForPassword(scope));
    grant.addOIDCScope(OPENID_SCOPES);
    // The library takes the API's scopes for its own, too, because it knows them: there they grant nothing.
    grant.rejectOIDCScope(asked.filter((scope) => !OPENID_SCOPES.includes(scope)));
    grant.addResourceScope(apiAudience, granted);
    const refused = asked.filter((scope) => !granted.includes(scope) && !OPENID_SCOPES.includes(scope));
    grant.rejectResourceScope(apiAudience, refused);
    await grant.save();
    return grant;
  };
}
