import type { Finding } from '../kernel/errors.js';
import { isSecureUrl } from '../kernel/secure-url.js';
import { groupBy } from '../kernel/group-by.js';
import { certificateFindings } from './certificates/certificate-findings.js';
import type { IdentityOptions } from './identity.options.js';
import { isSigningKey } from './introspection/is-signing-key.js';
import { ISSUER_DEFAULTS, type IssuerOptions } from './issuer.options.js';
import { mayPointTo } from './issuer-url.js';
import { describeKey } from './keys/key-reports.js';
import { importKeySet } from './keys/key-set.js';

const FIXED_CLAIMS = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf', 'act', '__proto__']);
const ISSUERS = 'options.identity.issuers';

/** An issuer, and where in the options it stands. */
interface Placed {
  readonly issuer: IssuerOptions;
  readonly where: string;
}

/** What the form of each option alone cannot tell: options of issuers that contradict each other. */
export function identityFindings({ issuers, certificates }: IdentityOptions): readonly Finding[] {
  const placed = issuers.map((issuer, index) => ({ issuer, where: `${ISSUERS}[${index}]` }));
  return [
    ...sharedSubjects(issuers),
    ...certificateFindings(certificates, issuers),
    ...opaqueTokens(issuers),
    ...placed.flatMap((one) => [
      ...keySources(one),
      ...addresses(one),
      ...localKeys(one),
      ...mappedClaims(one),
      ...tiers(one),
      ...clientAuthentication(one),
    ]),
  ];
}

/** `alice` of one issuer is not `alice` of the other, unless both say that she is. */
function sharedSubjects(issuers: readonly IssuerOptions[]): readonly Finding[] {
  const types = groupBy(issuers, ({ subjectType }) => subjectType ?? ISSUER_DEFAULTS.subjectType);
  return [...types].flatMap(([type, sharing]) => {
    if (sharing.length < 2 || sharing.every(({ sharesSubjects }) => sharesSubjects === true)) return [];
    const problem = `has two alike: ${sharing.map(({ issuer }) => issuer).join(' and ')} both have the subjectType ${type}`;
    const remedy =
      'Give each issuer a subjectType of its own, or set sharesSubjects on each if their subjects are the same.';
    return [{ where: ISSUERS, problem, remedy }];
  });
}

function opaqueTokens(issuers: readonly IssuerOptions[]): readonly Finding[] {
  const asked = issuers.filter(
    ({ introspection }) => introspection !== undefined && introspection.tokens !== 'jwt',
  );
  if (asked.length < 2) return [];
  const problem = `has two issuers that take opaque tokens: ${asked.map(({ issuer }) => issuer).join(' and ')}`;
  const remedy =
    "Set introspection.tokens to 'jwt' on all but one: an opaque token does not say whose it is.";
  return [{ where: ISSUERS, problem, remedy }];
}

function keySources({ issuer, where }: Placed): readonly Finding[] {
  const given = (['jwksUri', 'jwks', 'jwksFile'] as const).filter((name) => issuer[name] !== undefined);
  if (given.length < 2) return [];
  return [{ where, problem: `has ${given.join(' and ')}`, remedy: 'Say once where the keys come from.' }];
}

function addresses({ issuer, where }: Placed): readonly Finding[] {
  const named = { jwksUri: issuer.jwksUri, 'introspection.endpoint': issuer.introspection?.endpoint };
  return Object.entries(named).flatMap(([name, url]) => {
    if (url === undefined || mayPointTo(issuer.issuer, url)) return [];
    const problem = isSecureUrl(url) ? 'is a loopback address of a public issuer' : 'is malformed';
    return [{ where: `${where}.${name}`, problem, remedy: 'It should be an https URL.' }];
  });
}

/** Who writes keys into the options can mend them, so none is left out silently. */
function localKeys({ issuer, where }: Placed): readonly Finding[] {
  if (issuer.jwks === undefined) return [];
  const { rejectedKeys } = importKeySet(issuer.jwks.keys, issuer.algorithms ?? ISSUER_DEFAULTS.algorithms);
  return rejectedKeys.map((key) => ({
    where: `${where}.jwks`,
    problem: `holds a key that must not be used: ${describeKey(key)}`,
    remedy: 'Remove the key, or replace it.',
  }));
}

/** What makes a token one of this issuer, subject and time is never looked for elsewhere. */
function mappedClaims({ issuer, where }: Placed): readonly Finding[] {
  return Object.entries(issuer.claims ?? {}).flatMap(([name, path]) => {
    const at = `${where}.claims.${name}`;
    if (FIXED_CLAIMS.has(name)) {
      const remedy = 'Map other claims only; this one is what RFC 9068 says.';
      return [{ where: at, problem: 'cannot be mapped', remedy }];
    }
    if (typeof path !== 'string' || !path.split('.').includes('')) return [];
    const remedy =
      "Write names with single full stops between them, or a list: ['https://example.com/roles'].";
    return [{ where: at, problem: 'has a step without a name', remedy }];
  });
}

function tiers({ issuer, where }: Placed): readonly Finding[] {
  const { tiers: allowed, defaultTier } = issuer;
  if (allowed === undefined || defaultTier === undefined || allowed.includes(defaultTier)) return [];
  const problem = "is none of the issuer's tiers";
  return [{ where: `${where}.defaultTier`, problem, remedy: "Use one of the names in 'tiers'." }];
}

function clientAuthentication({ issuer: { introspection }, where }: Placed): readonly Finding[] {
  if (introspection === undefined) return [];
  const { clientSecret, privateKey } = introspection;
  if ((clientSecret === undefined) === (privateKey === undefined)) {
    const problem = 'has not exactly one of clientSecret and privateKey';
    return [{ where: `${where}.introspection`, problem, remedy: 'Say how this API authenticates itself.' }];
  }
  if (privateKey === undefined || isSigningKey(privateKey)) return [];
  const problem = 'is no private key';
  const remedy = 'It should be a private JWK (EC, OKP or RSA) with its alg.';
  return [{ where: `${where}.introspection.privateKey`, problem, remedy }];
}
