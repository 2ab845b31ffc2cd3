import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** A signature to judge, the keys that an issuer would publish, and what the suite expects. */
export interface JwsCase {
  readonly name: string;
  readonly jws: string;
  readonly keys: readonly unknown[];
  /** Whether the issuer would have to publish symmetric keys, which no access token may be verified with. */
  readonly symmetric: boolean;
  readonly valid: boolean;
}

interface Jwk {
  readonly kty?: string;
}

interface WycheproofGroup {
  readonly comment: string;
  readonly public?: Jwk | { readonly keys: readonly Jwk[] };
  readonly private?: Jwk | { readonly keys: readonly Jwk[] };
  readonly tests: readonly {
    readonly tcId: number;
    readonly comment: string;
    readonly jws: unknown;
    readonly result: string;
  }[];
}

interface CookbookExample {
  readonly title: string;
  readonly input: { readonly key?: Readonly<Record<string, unknown>> };
  readonly output: { readonly compact?: string };
}

const ROOT = process.env['ZT_CONFORMANCE_DIR'] ?? resolve('../shared/conformance');
const WYCHEPROOF = join(ROOT, 'wycheproof');
const COOKBOOK = join(ROOT, 'rfc7520');

/** Whether the cases are on this machine; they are no part of the repository. */
export function hasJwsCases(): boolean {
  return existsSync(WYCHEPROOF) && existsSync(COOKBOOK);
}

/** Wycheproof's vectors; its private keys stand in only where there is no public one. */
export async function loadWycheproof(file: string): Promise<readonly JwsCase[]> {
  const { testGroups } = (await readJson(join(WYCHEPROOF, file))) as {
    testGroups: readonly WycheproofGroup[];
  };
  return testGroups.flatMap((group) => {
    const keys = keysOf(group);
    const symmetric = keys.every(({ kty }) => kty === 'oct');
    return group.tests.map(({ tcId, comment, jws, result }) => ({
      name: `${file} ${group.comment} ${tcId} ${comment}`,
      jws: typeof jws === 'string' ? jws : JSON.stringify(jws),
      keys,
      symmetric,
      valid: result !== 'invalid',
    }));
  });
}

/** The examples of RFC 7520 and its successors that have a compact form, with their keys made public. */
export async function loadCookbook(): Promise<readonly JwsCase[]> {
  const files = (await readdir(COOKBOOK)).filter((file) => !file.startsWith('jwk') && file !== 'SOURCE.json');
  const examples = await Promise.all(
    files.map(async (file) => (await readJson(join(COOKBOOK, file))) as CookbookExample),
  );
  return examples.flatMap(({ title, input: { key }, output: { compact } }) => {
    if (key === undefined || compact === undefined) return [];
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicKey } = key;
    return [{ name: title, jws: compact, keys: [publicKey], symmetric: key['kty'] === 'oct', valid: true }];
  });
}

function keysOf(group: WycheproofGroup): readonly Jwk[] {
  const published = group.public ?? group.private ?? {};
  return 'keys' in published ? published.keys : [published];
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
