import { RequestContext } from '../../kernel/request-context.js';
import { callRefused } from './outgoing-errors.js';
import type { ServiceTarget } from './service-token-client.options.js';
import type { TokenRequest } from './token-request.js';

/** On whose behalf a call is made, and what for. */
export interface ServiceTokenInit {
  /** Instead of the scopes that the target's options name. */
  readonly scopes?: readonly string[];
  /**
   * The token of this service is exchanged for one that lets it act for somebody (RFC 8693): for the caller of the
   * request under way, or for the owner of an access token.
   *
   * @defaultValue nobody: the service calls for itself
   */
  readonly onBehalfOf?: 'caller' | { readonly accessToken: string };
}

/** What `fetch` takes, but for redirects, which are never followed; and what the token is for. */
export type ServiceRequestInit = Omit<RequestInit, 'redirect'> & ServiceTokenInit;

/** A call that may be made. */
export interface OutgoingCall {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly token: TokenRequest;
}

/** What {@link prepareCall} is told by the client's options. */
export interface CallRules {
  readonly targets: readonly ServiceTarget[];
  readonly traceHeaders: () => Readonly<Record<string, string>>;
}

const CREDENTIAL_HEADERS = ['authorization', 'dpop'];

/** @throws AccessDeniedError `ZT_OUTGOING_CALL_REFUSED` if the call is not one that a token may go with */
export function prepareCall(rules: CallRules, input: string | URL, init: ServiceRequestInit): OutgoingCall {
  const url = readUrl(input);
  const headers = new Headers(init.headers);
  const own = CREDENTIAL_HEADERS.find((name) => headers.has(name));
  if (own !== undefined) throw callRefused(`the call to ${url.origin} has the header ${own} of its own`);
  for (const [name, value] of Object.entries(rules.traceHeaders())) {
    if (!headers.has(name)) headers.set(name, value);
  }
  if (!headers.has('user-agent')) headers.set('user-agent', 'nestjs-zero-trust');
  const method = (init.method ?? 'GET').toUpperCase();
  return { url, method, headers, token: tokenRequest(rules.targets, url, init) };
}

/** @throws AccessDeniedError `ZT_OUTGOING_CALL_REFUSED` if the URL leads to no declared target */
export function tokenRequest(
  targets: readonly ServiceTarget[],
  url: URL,
  { scopes, onBehalfOf }: ServiceTokenInit,
): TokenRequest {
  const target = targets.find(({ origin }) => origin === url.origin);
  if (target === undefined)
    throw callRefused(`${url.origin} is none of the targets; declare it, or call it without this client`);
  return { target, scopes: scopes ?? target.scopes ?? [], subjectToken: subjectTokenOf(onBehalfOf) };
}

/** The URL itself is not quoted: its query may hold anything. */
function readUrl(input: string | URL): URL {
  if (!URL.canParse(String(input))) throw callRefused('the URL of the call is malformed or relative');
  const url = new URL(input);
  if (url.username !== '' || url.password !== '')
    throw callRefused(`the URL of the call to ${url.origin} has user info`);
  return url;
}

function subjectTokenOf(onBehalfOf: ServiceTokenInit['onBehalfOf']): string | undefined {
  if (onBehalfOf === undefined) return undefined;
  const token = onBehalfOf === 'caller' ? callersToken() : onBehalfOf.accessToken;
  // Nothing less than a token may become a call that the service makes for itself.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    throw callRefused('the call is on behalf of somebody who has no access token');
  return token;
}

/** Only of a caller who has been authenticated: what an unverified header says is nobody's token. */
function callersToken(): string | undefined {
  const context = RequestContext.current();
  if (context?.principal === undefined) return undefined;
  const [header = '', ...others] = context.request.header('authorization');
  return others.length === 0
    ? /^(?:bearer|dpop) +(?<token>\S+)$/i.exec(header)?.groups?.['token']
    : undefined;
}
