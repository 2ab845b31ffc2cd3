import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { AuthorizationModel } from './authorization-model.js';
import { compileRelations } from './compile-relations.js';
import { listObjectIds } from './list-objects.js';
import { parseObject, parseSubject } from './names.js';
import type { RelationGraph } from './relation-graph.js';
import type { RelationNode } from './relation-node.js';
import type {
  BatchCheckResult,
  CheckQuery,
  CheckResult,
  ListObjectsQuery,
  RelationshipEngine,
  TupleChange,
  TupleFilter,
  WriteOptions,
} from './relationship-engine.port.js';
import { RelationshipError } from './relationship-error.js';
import { CheckSearch } from './check-search.js';
import { DEFAULT_LIMITS, UNKNOWN_OBJECT, type ResolutionLimits } from './resolution.js';
import { lookUpSubject, objectOfSubject } from './subject-lookup.js';
import { parseTuple, type Tuple } from './tuple.js';
import { assertPermitted } from './tuple-permission.js';
import type { TupleStore } from './tuple-store.port.js';

const ALLOWED: CheckResult = Object.freeze({ allowed: true });
const DENIED: CheckResult = Object.freeze({ allowed: false });

/** What the engine is made of. */
export interface EmbeddedEngineParts {
  readonly model: AuthorizationModel;
  readonly store: TupleStore;
  /** @defaultValue {@link DEFAULT_LIMITS} */
  readonly limits?: ResolutionLimits;
}

/** Evaluates a model in this process. Every question is answered synchronously, so a check never puts a request off. */
export class EmbeddedRelationshipEngine implements RelationshipEngine {
  readonly #store: TupleStore;
  readonly #graph: RelationGraph;
  readonly #limits: ResolutionLimits;

  constructor({ model, store, limits = DEFAULT_LIMITS }: EmbeddedEngineParts) {
    this.#store = store;
    this.#limits = limits;
    this.#graph = compileRelations(model, store);
  }

  hasRelation(type: string, relation: string): boolean {
    return this.#graph.model.hasRelation(type, relation);
  }

  check({ subject, relation, object }: CheckQuery): CheckResult {
    const objectId = this.#store.idOf(object) ?? UNKNOWN_OBJECT;
    const node = this.#relationOf({ object, objectId, relation });
    const search = new CheckSearch(lookUpSubject(this.#graph, { subject, object }), this.#limits);
    return search.run(node, objectId) ? ALLOWED : DENIED;
  }

  batchCheck(queries: readonly CheckQuery[]): readonly BatchCheckResult[] {
    return queries.map((query) => {
      try {
        return this.check(query);
      } catch (error) {
        if (error instanceof RelationshipError) return { allowed: false, error };
        throw error;
      }
    });
  }

  listObjects({ subject, relation, type }: ListObjectsQuery): readonly string[] {
    const goal = this.#graph.node(type, relation);
    const target = lookUpSubject(this.#graph, { subject });
    // The one object that can be listed without a tuple that names it is that of a userset subject.
    const nameOf = (id: number): string => (id < 0 ? objectOfSubject(subject) : this.#store.nameOf(id));
    const ids = listObjectIds({ graph: this.#graph, target, goal, nameOf, limits: this.#limits });
    return ids.map(nameOf).toSorted();
  }

  read(filter: TupleFilter): readonly Tuple[] {
    if (filter.object !== undefined) parseObject(filter.object);
    if (filter.subject !== undefined) parseSubject(filter.subject);
    return this.#store.read(filter);
  }

  write(change: TupleChange, options: WriteOptions = {}): MaybePromise<void> {
    for (const tuple of change.writes ?? []) assertPermitted(this.#graph, parseTuple(tuple));
    return this.#store.write(change, options);
  }

  #relationOf({ object, objectId, relation }: ObjectRelation): RelationNode {
    const known =
      objectId === UNKNOWN_OBJECT ? undefined : this.#graph.find(this.#store.kindOf(objectId), relation);
    // Only the slow path reads the name: it is unknown, a userset, or of a type that the model lacks.
    return known ?? this.#graph.node(parseObject(object).type, relation);
  }
}

interface ObjectRelation {
  readonly object: string;
  readonly objectId: number;
  readonly relation: string;
}
