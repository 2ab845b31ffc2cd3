import type { CredentialFacts, RouteFacts } from '../../kernel/route-facts.js';
import type { Schema } from './open-api.js';

type Requirement = Readonly<Record<string, readonly string[]>>;

/** With what callers may show who they are, as the document tells it. */
export interface DocumentedCredentials extends CredentialFacts {
  /** Whether issuers stand there as OpenID Connect providers. */
  readonly discovery: boolean;
}

/** Names of the schemes in the document. */
const BEARER = 'bearer';
const DPOP = 'dpop';
const DPOP_PROOF = 'dpopProof';
const CERTIFICATE = 'clientCertificate';

/** How callers may show who they are; where the issuers are is among it. */
export function securitySchemes(credentials: DocumentedCredentials): Readonly<Record<string, Schema>> {
  const { issuers, discovery, dpopAlgorithms, certificates } = credentials;
  const from = `An access token of ${issuers.join(' or ')}`;
  return {
    [BEARER]: { type: 'http', scheme: 'bearer', description: `${from} (RFC 6750).` },
    [DPOP]: {
      type: 'http',
      scheme: 'dpop',
      description: `${from}, bound to a key of the caller; comes with a proof (RFC 9449).`,
    },
    [DPOP_PROOF]: {
      type: 'apiKey',
      in: 'header',
      name: 'DPoP',
      description: `A proof for this one request, signed with the key of the token: ${dpopAlgorithms.join(', ')} (RFC 9449).`,
    },
    ...(discovery && openIdSchemes(issuers)),
    ...(certificates && {
      [CERTIFICATE]: { type: 'mutualTLS', description: 'A client certificate (RFC 8705).' },
    }),
  };
}

/**
 * What a route demands, as alternatives. The same scopes stand with each of them; none for a public route.
 */
export function securityOf(route: RouteFacts, credentials: DocumentedCredentials): readonly Requirement[] {
  if (route.isPublic) return [];
  const alternatives = [...tokenAlternatives(route, credentials), ...certificateAlternatives(credentials)];
  const names = alternatives.map((schemes) =>
    route.services.length === 0 ? schemes : new Set([...schemes, CERTIFICATE]),
  );
  const unique = [...new Map(names.map((schemes) => [[...schemes].toSorted().join(), schemes])).values()];
  return unique.map((schemes) => requirement(schemes, route.scopes));
}

function tokenAlternatives(
  { isSenderConstrained }: RouteFacts,
  { issuers, discovery, certificates }: DocumentedCredentials,
): readonly ReadonlySet<string>[] {
  const tokens = [BEARER, ...(discovery ? Object.keys(openIdSchemes(issuers)) : [])];
  const proven = new Set([DPOP, DPOP_PROOF]);
  if (!isSenderConstrained) return [...tokens.map((token) => new Set([token])), proven];
  const bound = certificates ? tokens.map((token) => new Set([token, CERTIFICATE])) : [];
  return [proven, ...bound];
}

function certificateAlternatives({ certificatesAlone }: CredentialFacts): readonly ReadonlySet<string>[] {
  return certificatesAlone ? [new Set([CERTIFICATE])] : [];
}

/** Scopes stand with what carries them; a proof or a certificate beside a token carries none. */
function requirement(schemes: ReadonlySet<string>, scopes: readonly string[]): Requirement {
  const carriers = [...schemes].filter((name) => name !== DPOP_PROOF && name !== CERTIFICATE);
  const isCarrier = (name: string): boolean => carriers.length === 0 || carriers.includes(name);
  return Object.fromEntries([...schemes].map((name) => [name, isCarrier(name) ? scopes : []]));
}

/** OpenID Connect Discovery §4, of each issuer. */
function openIdSchemes(issuers: readonly string[]): Readonly<Record<string, Schema>> {
  const schemes = issuers.map((issuer, index) => {
    const name = issuers.length === 1 ? 'openId' : `openId${index + 1}`;
    const openIdConnectUrl = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    return [name, { type: 'openIdConnect', openIdConnectUrl, description: `Tokens of ${issuer}.` }] as const;
  });
  return Object.fromEntries(schemes);
}
