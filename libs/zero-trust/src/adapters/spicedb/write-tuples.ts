import { v1 } from '@authzed/authzed-node';
import { isDeepStrictEqual } from 'node:util';
import { Assignments } from '../../authorization/relationships/model/assignments.js';
import {
  formatRestriction,
  type AuthorizationModel,
} from '../../authorization/relationships/model/authorization-model.js';
import { parseObject, parseSubject } from '../../authorization/relationships/names.js';
import type {
  RelationshipRequestOptions,
  WriteOptions,
} from '../../authorization/relationships/relationship-engine.port.js';
import { quote, RelationshipError } from '../../authorization/relationships/relationship-error.js';
import type { JudgedChange } from '../../authorization/relationships/remote/question-rules.js';
import { formatTuple, type Tuple } from '../../authorization/relationships/tuple.js';
import { FULLY_CONSISTENT } from './consistency.js';
import { encodeTuple } from './relationship-codec.js';
import type { SpiceDbConnection } from './spicedb-connection.js';
import { tokenOf, type SpiceDbStore } from './spicedb-store.js';
import { changeFailure } from './translate-failure.js';
import { filterOfTuple } from './tuple-filters.js';

const { CREATE, DELETE } = v1.RelationshipUpdate_Operation;
const { MUST_MATCH } = v1.Precondition_Operation;

/** How often a change is tried that others overtake with the same tuples. */
const MAX_ATTEMPTS = 5;

/** What writes are made with. */
export interface TupleWriterParts {
  readonly connection: SpiceDbConnection;
  readonly store: SpiceDbStore;
  readonly model: AuthorizationModel;
  readonly writeTimeoutMs: number;
}

type ChangeOptions = WriteOptions & RelationshipRequestOptions;

/** Applies whole changes or nothing, in one transaction of the server each. */
export class TupleWriter {
  readonly #assignments: Assignments;

  constructor(private readonly parts: TupleWriterParts) {
    this.#assignments = new Assignments(parts.model);
  }

  /**
   * @returns the state that holds the change
   * @throws {RelationshipError} `tuple_already_exists`, `tuple_not_found`
   */
  async write(change: JudgedChange, options: ChangeOptions): Promise<string> {
    const deletes = this.#possible(change.deletes, options);
    let { writes } = change;
    for (let attempt = 1; ; attempt += 1) {
      if (writes.length + deletes.length === 0) return this.parts.store.now(options);
      try {
        return await this.#apply({ writes, deletes }, options);
      } catch (error) {
        if (options.onDuplicate !== 'ignore' || !isDuplicate(error) || attempt === MAX_ATTEMPTS) throw error;
        writes = await this.#missing(change.writes, options);
      }
    }
  }

  /** A tuple that the schema has no words for cannot be stored. */
  #possible(deletes: readonly Tuple[], { onMissing }: WriteOptions): readonly Tuple[] {
    const impossible = deletes.find((tuple) => !this.#isExpressible(tuple));
    if (impossible === undefined) return deletes;
    if (onMissing === 'ignore') return deletes.filter((tuple) => this.#isExpressible(tuple));
    const message = `${quote(formatTuple(impossible))} does not exist; pass onMissing: 'ignore' if that is fine`;
    throw new RelationshipError('tuple_not_found', message);
  }

  #isExpressible({ subject, relation, object }: Tuple): boolean {
    const { model } = this.parts;
    const { type } = parseObject(object);
    if (!model.hasRelation(type, relation)) return false;
    const kind = formatRestriction(parseSubject(subject));
    return this.#assignments.of({ type, relation }).some((one) => formatRestriction(one) === kind);
  }

  #apply({ writes, deletes }: JudgedChange, { onMissing, signal }: ChangeOptions): Promise<string> {
    const request = v1.WriteRelationshipsRequest.create({
      updates: [
        ...writes.map((tuple) => ({ operation: CREATE, relationship: encodeTuple(tuple) })),
        ...deletes.map((tuple) => ({
          operation: DELETE,
          relationship: encodeTuple(withoutCondition(tuple)),
        })),
      ],
      optionalPreconditions:
        onMissing === 'ignore'
          ? []
          : deletes.map((tuple) => ({ operation: MUST_MATCH, filter: filterOfTuple(tuple) })),
    });
    // Repeating a change that may have happened must not report its own effect as a conflict.
    const idempotent = writes.length === 0 && (deletes.length === 0 || onMissing === 'ignore');
    const call = { timeoutMs: this.parts.writeTimeoutMs, idempotent, signal };
    return this.parts.connection.call(call, async ({ permissions }, callOptions) => {
      try {
        return tokenOf((await permissions.writeRelationships(request, callOptions)).writtenAt);
      } catch (error) {
        throw changeFailure(error);
      }
    });
  }

  /** Those that are not there yet; one that is there with another condition is a conflict. */
  async #missing(writes: readonly Tuple[], { signal }: ChangeOptions): Promise<readonly Tuple[]> {
    const reading = { consistency: FULLY_CONSISTENT, ...(signal !== undefined && { signal }) };
    const missing: Tuple[] = [];
    for (const tuple of writes) {
      const [stored] = await this.parts.store.read(filterOfTuple(tuple), reading);
      if (stored === undefined) missing.push(tuple);
      else if (!isDeepStrictEqual(conditionOf(stored), conditionOf(tuple))) throw otherCondition(tuple);
    }
    return missing;
  }
}

/** A tuple is deleted whatever its condition is. */
function withoutCondition({ subject, relation, object }: Tuple): Tuple {
  return { subject, relation, object };
}

/** No context and an empty one are the same. */
function conditionOf({ condition }: Tuple): unknown {
  return condition && { name: condition.name, context: { ...condition.context } };
}

function isDuplicate(error: unknown): boolean {
  return error instanceof RelationshipError && error.reason === 'tuple_already_exists';
}

function otherCondition(tuple: Tuple): RelationshipError {
  const message = `${quote(formatTuple(tuple))} exists already with another condition; delete that one first`;
  return new RelationshipError('tuple_already_exists', message);
}
