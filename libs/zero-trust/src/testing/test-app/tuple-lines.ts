import type { RelationshipEngine } from '../../authorization/relationships/relationship-engine.port.js';
import { parseTuple, type Tuple, type TupleLike } from '../../authorization/relationships/tuple.js';
import { TestAppError } from './test-app.error.js';

/**
 * Relationships as a test writes them: `user:bob viewer order:1`, or `order:1#viewer@user:bob`, or an object, which alone can
 * have a condition. In one text, each has its line; empty lines and those that begin with `#` say nothing.
 */
export type TupleLines = string | readonly TupleLike[];

interface NumberedTuple {
  readonly line: number;
  readonly tuple: TupleLike;
}

const IN_WORDS = /^(?<subject>\S+)\s+(?<relation>\S+)\s+(?<object>\S+)$/u;

/** @throws {TestAppError} that names the line */
export async function writeTuples(engine: RelationshipEngine, lines: TupleLines): Promise<void> {
  // One by one, so that what the model refuses can be told by its line.
  for (const numbered of numberedOf(lines)) {
    await change(numbered, (tuple) => engine.write({ writes: [tuple] }, { onDuplicate: 'ignore' }));
  }
}

/** @throws {TestAppError} that names the line; one that takes away what is not there does too */
export async function deleteTuples(engine: RelationshipEngine, lines: TupleLines): Promise<void> {
  for (const numbered of numberedOf(lines)) {
    await change(numbered, (tuple) => engine.write({ deletes: [tuple] }));
  }
}

async function change({ line, tuple }: NumberedTuple, perform: (tuple: Tuple) => unknown): Promise<void> {
  try {
    await perform(parseTuple(inParts(tuple)));
  } catch (error) {
    const shown = typeof tuple === 'string' ? `"${tuple}"` : JSON.stringify(tuple);
    const reason = error instanceof Error ? error.message : 'it was refused';
    throw new TestAppError(`Relationship ${line}, ${shown}: ${reason}`, { cause: error });
  }
}

/** Counted from 1; in a text, by its lines. */
function numberedOf(lines: TupleLines): readonly NumberedTuple[] {
  const all = typeof lines === 'string' ? lines.split('\n') : lines;
  return all
    .map((line, index) => ({ line: index + 1, tuple: typeof line === 'string' ? line.trim() : line }))
    .filter(({ tuple }) => typeof tuple !== 'string' || !(tuple === '' || tuple.startsWith('#')));
}

function inParts(tuple: TupleLike): TupleLike {
  if (typeof tuple !== 'string') return tuple;
  const { subject, relation, object } = IN_WORDS.exec(tuple)?.groups ?? {};
  if (subject !== undefined && relation !== undefined && object !== undefined) {
    return { subject, relation, object };
  }
  if (/^[^\s#]+#[^\s@]+@\S+$/u.test(tuple)) return tuple;
  throw new TestAppError(
    'it is not a relationship; write subject, relation and object, such as user:bob viewer order:1',
  );
}
