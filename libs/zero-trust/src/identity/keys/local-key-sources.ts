import { open } from 'node:fs/promises';
import { withDeadline } from '../../kernel/deadline.js';
import type { LocalKeySet } from '../issuer.options.js';
import type { SigningAlgorithm } from '../signing-algorithms.js';
import { readJsonObject } from '../token/strict-json.js';
import { MAX_DOCUMENT_BYTES, UnusableAnswerError } from './fetch-json.js';
import { importKeySet, keysOf, type KeySet } from './key-set.js';
import type { KeySource } from './key-source.js';

/** Whose keys they are, and what they may be used for. */
export interface LocalKeysInit {
  readonly issuer: string;
  readonly algorithms: readonly SigningAlgorithm[];
}

/** Keys that stand in the options. */
export class OptionKeySource implements KeySource {
  readonly issuer: string;
  readonly #keys: KeySet;

  constructor({ issuer, algorithms, jwks }: LocalKeysInit & { readonly jwks: LocalKeySet }) {
    this.issuer = issuer;
    this.#keys = importKeySet(jwks.keys, algorithms);
  }

  load(): Promise<KeySet> {
    return Promise.resolve(this.#keys);
  }
}

/** Keys in a file, which may be replaced while the process runs. */
export class FileKeySource implements KeySource {
  readonly issuer: string;

  constructor(private readonly init: LocalKeysInit & { readonly path: string; readonly timeoutMs: number }) {
    this.issuer = init.issuer;
  }

  load(): Promise<KeySet> {
    const { issuer, algorithms, path, timeoutMs } = this.init;
    return withDeadline({ dependency: `keys of ${issuer}`, timeoutMs }, async () => {
      const document = readJsonObject(await readBounded(path));
      if (typeof document === 'string')
        throw new UnusableAnswerError(`${path} holds something that ${document}`);
      return importKeySet(keysOf(path, document), algorithms);
    });
  }
}

async function readBounded(path: string): Promise<Buffer> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size > MAX_DOCUMENT_BYTES)
    throw new UnusableAnswerError(`${path} has more than ${MAX_DOCUMENT_BYTES} bytes`);
  return file.readFile();
}
