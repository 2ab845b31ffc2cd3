import { readdirSync } from 'node:fs';
import { readSuiteFile, suiteFile } from './conformance-suite.js';

/** A signature to judge, the keys that an issuer would publish, and what the suite expects. */
export interface JwsCase {
  readonly name: string;
  readonly token: string;
  readonly keys: readonly Jwk[];
  readonly valid: boolean;
  /** Why no access token can be like this, if so: it is no signature, or none that anybody may verify. */
  readonly foreign: string | undefined;
}

export interface Jwk {
  readonly kty?: string;
  readonly alg?: string;
}

interface WycheproofGroup {
  readonly comment: string;
  readonly public?: Jwk | { readonly keys: readonly Jwk[] };
  readonly private?: Jwk | { readonly keys: readonly Jwk[] };
  readonly tests: readonly {
    readonly tcId: number;
    readonly comment: string;
    readonly jws?: unknown;
    readonly jwe?: unknown;
    readonly result: string;
  }[];
}

interface CookbookExample {
  readonly title: string;
  readonly input: { readonly key?: Readonly<Record<string, unknown>> | readonly unknown[] };
  readonly output: { readonly compact?: string };
}

const WYCHEPROOF_FILES = [
  'json_web_signature_test.json',
  'json_web_key_test.json',
  'json_web_crypto_test.json',
];

/** Wycheproof's vectors; its private keys stand in only where there is no public one. */
export function loadWycheproof(): readonly JwsCase[] {
  return WYCHEPROOF_FILES.flatMap((file) => {
    const { testGroups } = readSuiteFile('wycheproof', file) as { testGroups: readonly WycheproofGroup[] };
    return testGroups.flatMap((group) => {
      const keys = keysOf(group);
      return group.tests.map(({ tcId, comment, jws, jwe, result }) => ({
        name: `${file} ${group.comment} ${tcId} ${comment}`,
        token: textOf(jws ?? jwe),
        keys,
        valid: result !== 'invalid',
        foreign: jws === undefined ? 'is encrypted; access tokens are signed' : foreignnessOf(keys),
      }));
    });
  });
}

/** The examples of RFC 7520 and its successors, with their keys made public. */
export function loadCookbook(): readonly JwsCase[] {
  const files = readdirSync(suiteFile('rfc7520')).filter((file) => /^(?!jwk|SOURCE).*\.json$/.test(file));
  return files.map((file) => {
    const { title, input, output } = readSuiteFile('rfc7520', file) as CookbookExample;
    const keys = [input.key ?? []].flat().map(publicPartOf);
    const isCompact = output.compact !== undefined;
    return {
      name: title,
      token: output.compact ?? JSON.stringify(output),
      keys,
      valid: true,
      foreign: isCompact ? foreignnessOf(keys) : 'has no compact form; access tokens have no other',
    };
  });
}

function foreignnessOf(keys: readonly Jwk[]): string | undefined {
  const isSymmetric = keys.every(({ kty }) => kty === 'oct');
  return isSymmetric ? 'is by a symmetric key, with which whoever verifies could sign' : undefined;
}

function keysOf(group: WycheproofGroup): readonly Jwk[] {
  const published = group.public ?? group.private ?? {};
  return 'keys' in published ? published.keys : [published];
}

function publicPartOf(key: unknown): Jwk {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicPart } = key as Record<string, unknown>;
  return publicPart;
}

function textOf(token: unknown): string {
  return typeof token === 'string' ? token : JSON.stringify(token);
}
