import { hash } from 'node:crypto';
import type { ServiceTarget } from './service-token-client.options.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Which token is wanted. */
export interface TokenRequest {
  readonly target: ServiceTarget;
  readonly scopes: readonly string[];
  /** Access token of whom the call is made on behalf of; `undefined` for this service's own calls. */
  readonly subjectToken: string | undefined;
}

/** What the token endpoint is asked (RFC 6749 §4.4.2, or RFC 8693 §2.1 on behalf of somebody). */
export interface Grant {
  readonly grantType: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** One request has one key: order and repetition of scopes make no difference, and no subject shares with another. */
export function keyOf({ target, scopes, subjectToken }: TokenRequest): string {
  const subject = subjectToken === undefined ? null : hash('sha256', subjectToken, 'base64url');
  return JSON.stringify([target.resource, target.audience, [...new Set(scopes)].toSorted(), subject]);
}

/** The grant that asks for the token. */
export function grantOf({ target, scopes, subjectToken }: TokenRequest): Grant {
  const named = {
    ...(target.resource === undefined ? {} : { resource: target.resource }),
    ...(target.audience === undefined ? {} : { audience: target.audience }),
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
  };
  if (subjectToken === undefined) return { grantType: 'client_credentials', parameters: named };
  return {
    grantType: TOKEN_EXCHANGE,
    parameters: {
      ...named,
      subject_token: subjectToken,
      subject_token_type: ACCESS_TOKEN,
      requested_token_type: ACCESS_TOKEN,
    },
  };
}
