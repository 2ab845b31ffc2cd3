import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import { parseTuple, type Tuple, type TupleLike } from '../../authorization/relationships/tuple.js';
import { CommandLineError } from '../command-line/command-line.error.js';
import { unreadable } from './unreadable.js';

const LINES = new Set(['.jsonl', '.ndjson', '.txt']);
const DOCUMENTS = new Set(['.json', '.yaml', '.yml']);

/**
 * Reads the tuples of a file: a tuple a line (`.jsonl`; `.txt` in the notation `object#relation@subject`), or a list (`.json`,
 * `.yaml`), alone or as the property `tuples`. OpenFGA's `user` is understood as `subject`.
 *
 * @throws {@link CommandLineError} with the place of the first tuple that is none
 */
export async function* readTupleFile(path: string): AsyncGenerator<Tuple> {
  const extension = extname(path).toLowerCase();
  if (LINES.has(extension)) yield* readLines(path);
  else if (DOCUMENTS.has(extension)) yield* readDocument(path);
  else {
    const known = [...LINES, ...DOCUMENTS].join(', ');
    throw new CommandLineError(
      `${path}: tuples are read from ${known}; rename the file after what it holds.`,
    );
  }
}

async function* readLines(path: string): AsyncGenerator<Tuple> {
  let number = 0;
  try {
    for await (const line of createInterface({
      input: createReadStream(path),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number += 1;
      const text = line.trim();
      if (text === '' || text.startsWith('//')) continue;
      yield toTuple(`${path}:${number}`, text.startsWith('{') ? parseJson(`${path}:${number}`, text) : text);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* readDocument(path: string): AsyncGenerator<Tuple> {
  const content = await parseDocument(path);
  const list = Array.isArray(content) ? content : (content as { tuples?: unknown } | null)?.tuples;
  if (!Array.isArray(list))
    throw new CommandLineError(`${path}: expected a list of tuples, alone or as 'tuples'.`);
  for (const [index, tuple] of (list as readonly unknown[]).entries())
    yield toTuple(`${path}: tuple ${index + 1}`, tuple);
}

async function parseDocument(path: string): Promise<unknown> {
  try {
    // JSON is YAML, too.
    return parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function toTuple(place: string, value: unknown): Tuple {
  try {
    const tuple = withSubject(value);
    assertMembers(tuple, ['subject', 'relation', 'object', 'condition']);
    if (isRecord(tuple)) assertMembers(tuple['condition'], ['name', 'context']);
    return parseTuple(tuple as TupleLike);
  } catch (error) {
    throw new CommandLineError(`${place}: ${messageOf(error)}`, { cause: error });
  }
}

/** A mistake such as `conditon` would make a grant without its condition. */
function assertMembers(value: unknown, known: readonly string[]): void {
  if (!isRecord(value)) return;
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new CommandLineError(`there is no '${unknown}' here; expected ${known.join(', ')}.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withSubject(value: unknown): unknown {
  if (!isRecord(value) || !('user' in value) || 'subject' in value) return value;
  const { user, ...rest } = value;
  return { subject: user, ...rest };
}

function parseJson(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandLineError(`${place}: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
