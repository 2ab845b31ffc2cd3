import type { AuthorizationModel } from '../../authorization/relationships/authorization-model.js';
import { compileRelations } from '../../authorization/relationships/compile-relations.js';
import { MemoryTupleStore } from '../../authorization/relationships/memory-tuple-store.js';
import { parseObject, parseSubject } from '../../authorization/relationships/names.js';
import { assertEachOnce } from '../../authorization/relationships/plan-tuple-change.js';
import type { RelationGraph } from '../../authorization/relationships/relation-graph.js';
import type {
  CheckQuery,
  ListObjectsQuery,
  TupleChange,
  TupleFilter,
} from '../../authorization/relationships/relationship-engine.port.js';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import { lookUpSubject } from '../../authorization/relationships/subject-lookup.js';
import { parseTuple, type Tuple } from '../../authorization/relationships/tuple.js';
import { assertPermitted } from '../../authorization/relationships/tuple-permission.js';

/** The server's own limit, `OPENFGA_MAX_TUPLES_PER_WRITE` unless set; more would need several calls, which are not atomic. */
export const MAX_TUPLES_PER_WRITE = 100;

/** A change whose every tuple is well-formed, permitted and named once. */
export interface JudgedChange {
  readonly writes: readonly Tuple[];
  readonly deletes: readonly Tuple[];
}

/**
 * Refuses what can have no answer before the server is asked: by the same rules, with the same errors, as the embedded
 * engine, which are stricter than the server's.
 */
export class QuestionRules {
  readonly #graph: RelationGraph;

  constructor(model: AuthorizationModel) {
    this.#graph = compileRelations(model, new MemoryTupleStore());
  }

  /** The names of the types, in the order of the model. */
  get types(): readonly string[] {
    return this.#graph.model.types;
  }

  hasRelation(type: string, relation: string): boolean {
    return this.#graph.model.hasRelation(type, relation);
  }

  /** @throws {RelationshipError} what is wrong with the question */
  assertCheck({ subject, relation, object }: CheckQuery): void {
    this.#graph.node(parseObject(object).type, relation);
    lookUpSubject(this.#graph, { subject, object });
  }

  /** @throws {RelationshipError} what is wrong with the question */
  assertListing({ subject, relation, type }: ListObjectsQuery): void {
    this.#graph.node(type, relation);
    lookUpSubject(this.#graph, { subject });
  }

  /** @throws {RelationshipError} what is wrong with the filter */
  assertFilter({ subject, object }: TupleFilter): void {
    if (object !== undefined) parseObject(object);
    if (subject !== undefined) parseSubject(subject);
  }

  /** @throws {RelationshipError} what is wrong with the change */
  judgeChange(change: TupleChange): JudgedChange {
    const writes = (change.writes ?? []).map(parseTuple);
    for (const tuple of writes) assertPermitted(this.#graph, tuple);
    const deletes = (change.deletes ?? []).map(parseTuple);
    assertEachOnce([...deletes, ...writes]);
    assertSize(writes.length + deletes.length);
    return { writes, deletes };
  }
}

function assertSize(count: number): void {
  if (count <= MAX_TUPLES_PER_WRITE) return;
  const message = `The change has ${count} tuples, and at most ${MAX_TUPLES_PER_WRITE} can be applied as one; split it`;
  throw new RelationshipError('exceeded_entity_limit', message);
}
