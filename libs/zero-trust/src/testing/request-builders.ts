import type { InboundRequest } from '../kernel/inbound-request.js';
import { principalKey, type Principal } from '../kernel/principal.js';

/** A request to the root path without any header, but for what `differences` says. */
export function inboundRequest(differences: Partial<InboundRequest> = {}): InboundRequest {
  return {
    method: 'GET',
    path: '/',
    sourceAddress: '192.0.2.1',
    clientCertificate: undefined,
    clientCertificateFault: undefined,
    origin: 'https://api.test.example',
    header: () => [],
    params: {},
    query: {},
    body: undefined,
    receivedBody: differences.body,
    ...differences,
  };
}

/** A verified person, `alice` of `https://auth.test.example`, but for what `differences` says. */
export function principalOf(differences: Partial<Principal> = {}): Principal {
  const { issuer = 'https://auth.test.example', subject = 'alice' } = differences;
  return {
    credential: 'token',
    issuer,
    subject,
    key: principalKey(issuer, subject),
    graphSubject: `user:${subject}`,
    clientId: 'web',
    scopes: new Set(),
    tokenId: 'token-1',
    issuedAt: 0,
    expiresAt: 300,
    authentication: { acr: undefined, amr: [], time: undefined },
    confirmation: undefined,
    actor: undefined,
    claims: {},
    ...differences,
  };
}
