import { bearer, type NamedTokens } from './bad-tokens-named.js';
import type { BadCredential } from './bad-tokens.js';
import type { TokenIssuer, TokenRequest } from './token-issuer.js';

type Claims = Readonly<Record<string, unknown>>;
type NamedClaims = Readonly<Record<string, Claims>>;

const HOUR_SECONDS = 3600;
const REQUIRED = ['iss', 'sub', 'aud', 'exp', 'iat', 'client_id', 'jti'] as const;

/** Tokens with a good signature and claims that are not acceptable. */
export function wrongClaims(issuer: TokenIssuer, request: TokenRequest): readonly BadCredential[] {
  const sign = (claims: NamedClaims): NamedTokens =>
    Object.fromEntries(
      Object.entries(claims).map(([name, changed]) => [
        name,
        issuer.token({ ...request, claims: { ...request.claims, ...changed } }),
      ]),
    );
  const now = Number(issuer.claims()['iat']);
  const expired = { 'an expired token': { iat: now - 600, exp: now - 300 } };
  return [
    ...bearer(sign(expired), 'ZT_TOKEN_EXPIRED'),
    ...bearer(
      sign({
        ...missing(),
        ...wrongParties(issuer),
        ...wrongTimes(now),
        ...wrongNumbers(now),
        ...wrongStrings(),
      }),
    ),
  ];
}

function missing(): NamedClaims {
  return Object.fromEntries(REQUIRED.map((name) => [`no ${name}`, { [name]: undefined }]));
}

function wrongParties(issuer: TokenIssuer): NamedClaims {
  return {
    'another issuer': { iss: 'https://attacker.example' },
    'the issuer with a slash at the end': { iss: `${issuer.issuer}/` },
    'the issuer in capital letters': { iss: issuer.issuer.toUpperCase() },
    'an issuer that is an array': { iss: [issuer.issuer] },
    'another audience': { aud: 'https://other.example' },
    'an audience that only begins like ours': { aud: `${issuer.audience}.attacker.example` },
    'an empty audience': { aud: [] },
    'an audience that holds a number beside ours': { aud: [issuer.audience, 1] },
    'an audience that is an object': { aud: { [issuer.audience]: true } },
    'an audience that is nested': { aud: [[issuer.audience]] },
  };
}

function wrongTimes(now: number): NamedClaims {
  return {
    'a token that is not valid yet': { nbf: now + 300 },
    'a token that was issued in the future': { iat: now + 300, exp: now + 600 },
    'a life that is too long': { iat: now, exp: now + HOUR_SECONDS + 1 },
    'a life of no time at all': { exp: now },
    'an expiry before the issue': { exp: now - 30 },
  };
}

function wrongNumbers(now: number): NamedClaims {
  const names = ['exp', 'iat', 'nbf'] as const;
  const values: Readonly<Record<string, unknown>> = {
    'a string': String(now),
    fractional: now + 0.5,
    negative: -1,
    huge: 1e300,
    unsafe: Number.MAX_SAFE_INTEGER + 1,
    null: null,
    boolean: true,
    'an array': [now],
  };
  return Object.fromEntries(
    names.flatMap((name) =>
      Object.entries(values).map(([kind, value]) => [`${name} that is ${kind}`, { [name]: value }]),
    ),
  );
}

function wrongStrings(): NamedClaims {
  const identifiers = ['sub', 'client_id', 'jti'] as const;
  const values: Readonly<Record<string, unknown>> = {
    empty: '',
    'a number': 42,
    null: null,
    'an array': ['alice'],
    'too long': 'a'.repeat(257),
    'with a control character': 'ali\u0000ce',
    'with half a surrogate pair': 'alice\uD800',
  };
  const subjects = ['user:alice', 'alice#member', 'alice@acme', '*', 'ali ce', 'alice\u00A0', 'ali\nce'];
  return {
    ...Object.fromEntries(
      identifiers.flatMap((name) =>
        Object.entries(values).map(([kind, value]) => [`${name} that is ${kind}`, { [name]: value }]),
      ),
    ),
    ...Object.fromEntries(subjects.map((sub) => [`the subject ${JSON.stringify(sub)}`, { sub }])),
    'a scope that is an array': { scope: ['orders:read'] },
    'a scope that is empty': { scope: '' },
    'a scope with two spaces': { scope: 'orders:read  orders:write' },
    'a scope with a quote': { scope: 'orders:read"' },
    'a scope that is null': { scope: null },
  };
}
