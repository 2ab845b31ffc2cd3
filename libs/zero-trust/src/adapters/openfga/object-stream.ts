import { quote, RelationshipError } from '../../authorization/relationships/relationship-error.js';
import { fieldsOf } from './answers.js';
import { OpenFgaUnavailableError, unusableAnswer } from './openfga-unavailable.error.js';
import { fromAnswer, undecidedCondition } from './translate-failure.js';

const MAX_LISTING_BYTES = 64 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;

/** The body of an answer. */
export type ByteStream = AsyncIterable<Uint8Array>;

/**
 * Reads a streamed listing to its end. The SDK's own reader skips lines that it cannot parse, which would make a damaged
 * list a shorter one; here one such line, or an end within a line, fails the whole.
 *
 * @throws {RelationshipError} `resolution_too_complex` when the list is too long to hold
 * @throws {DependencyUnavailableError} when it is cut or damaged
 */
export async function readObjectStream(stream: unknown, type: string): Promise<readonly string[]> {
  const objects = new Set<string>();
  for await (const line of linesOf(assertStream(stream))) objects.add(readObject(line, type));
  return [...objects].toSorted();
}

/** What the body of an answer with an error status says. */
export async function readErrorStream(status: number | undefined, stream: unknown): Promise<Error> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of assertStream(stream)) {
    size += chunk.byteLength;
    if (size > MAX_ERROR_BYTES) return fromAnswer(status, undefined);
    chunks.push(chunk);
  }
  const { error } = fieldsOf(parse(Buffer.concat(chunks).toString('utf8')));
  return error === undefined ? fromAnswer(status, undefined) : streamError(error);
}

/** Whether an answer has a body that comes in pieces. */
export function isStream(value: unknown): value is ByteStream {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function assertStream(value: unknown): ByteStream {
  if (isStream(value)) return value;
  throw unusableAnswer('a stream of objects');
}

async function* linesOf(stream: ByteStream): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let size = 0;
  let rest = '';
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > MAX_LISTING_BYTES) throw tooLong();
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest + decoder.decode() !== '') throw unusableAnswer('a complete stream of objects');
}

function readObject(line: string, type: string): string {
  const message = fieldsOf(parse(line));
  if (message['error'] !== undefined) throw streamError(message['error']);
  const { object } = fieldsOf(message['result']);
  if (typeof object === 'string' && object.startsWith(`${type}:`)) return object;
  throw unusableAnswer(`a stream of objects of the type asked for`);
}

/** Errors of a stream have no code of their own, only that of gRPC and a message. */
const INVALID_ARGUMENT = 3;
const TOO_COMPLEX = /^Authorization Model resolution required too many rewrite rules/u;

function streamError(error: unknown): Error {
  const { code, message } = fieldsOf(error);
  const undecided = typeof message === 'string' ? undecidedCondition(message) : undefined;
  if (undecided !== undefined) return undecided;
  if (typeof message === 'string' && TOO_COMPLEX.test(message)) {
    return new RelationshipError('resolution_too_complex', `OpenFGA refused the request: ${quote(message)}`);
  }
  const kind = code === INVALID_ARGUMENT ? 'rejected' : 'outage';
  return new OpenFgaUnavailableError(kind, 'ended the list of objects with an error');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tooLong(): RelationshipError {
  const message = `The list of objects is longer than ${MAX_LISTING_BYTES} bytes; ask a narrower question`;
  return new RelationshipError('resolution_too_complex', message);
}
