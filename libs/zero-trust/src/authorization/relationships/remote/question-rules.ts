import type { AuthorizationModel } from '../model/authorization-model.js';
import { PermittedTuples } from '../model/permitted-tuples.js';
import { parseObject, parseRelation, parseSubject } from '../names.js';
import type {
  CheckQuery,
  ListObjectsQuery,
  ListSubjectsQuery,
  QuestionContext,
  TupleChange,
  TupleFilter,
} from '../relationship-engine.port.js';
import { quote, RelationshipError } from '../relationship-error.js';
import { parseTuple, type Tuple } from '../tuple.js';
import { assertEachOnce } from '../tuples/plan-tuple-change.js';

/** What a server takes in one call. */
export interface QuestionLimits {
  readonly maxTuplesPerWrite: number;
  readonly maxContextualTuples: number;
}

/** A change whose every tuple is well-formed, permitted and named once. */
export interface JudgedChange {
  readonly writes: readonly Tuple[];
  readonly deletes: readonly Tuple[];
}

/** A kind of subjects: objects of the type, or the usersets of the relation. */
export interface SubjectKind {
  readonly type: string;
  readonly relation?: string;
}

const KIND = /^([^#]+)(?:#(.+))?$/u;

/**
 * Refuses what can have no answer before a server is asked: by the same rules, with the same errors, as the embedded
 * engine, which are stricter than the servers'.
 */
export class QuestionRules {
  readonly #permitted: PermittedTuples;

  constructor(
    private readonly model: AuthorizationModel,
    private readonly limits: QuestionLimits,
  ) {
    this.#permitted = new PermittedTuples(model);
  }

  /** The names of the types, in the order of the model. */
  get types(): readonly string[] {
    return this.model.types;
  }

  hasRelation(type: string, relation: string): boolean {
    return this.model.hasRelation(type, relation);
  }

  /** @throws {RelationshipError} what is wrong with the question */
  assertCheck(query: CheckQuery): void {
    this.model.relation(parseObject(query.object).type, query.relation);
    this.#assertSubject(query.subject);
    this.#assertContext(query);
  }

  /** @throws {RelationshipError} what is wrong with the question */
  assertObjectListing(query: ListObjectsQuery): void {
    this.model.relation(query.type, query.relation);
    this.#assertSubject(query.subject);
    this.#assertContext(query);
  }

  /**
   * @returns the kind of subjects that is asked for
   * @throws {RelationshipError} what is wrong with the question
   */
  assertSubjectListing(query: ListSubjectsQuery): SubjectKind {
    this.model.relation(parseObject(query.object).type, query.relation);
    const kind = this.#readKind(query.kind);
    this.#assertContext(query);
    return kind;
  }

  /** @throws {RelationshipError} what is wrong with the filter */
  assertFilter({ subject, object, relation }: TupleFilter): void {
    if (object !== undefined) parseObject(object);
    if (subject !== undefined) parseSubject(subject);
    if (relation !== undefined) parseRelation(relation);
  }

  /** @throws {RelationshipError} what is wrong with the change */
  judgeChange(change: TupleChange): JudgedChange {
    const writes = (change.writes ?? []).map((tuple) => this.#permitted.assertWritable(tuple));
    const deletes = (change.deletes ?? []).map(parseTuple);
    assertEachOnce([...deletes, ...writes]);
    const { maxTuplesPerWrite } = this.limits;
    assertCount({ count: writes.length + deletes.length, max: maxTuplesPerWrite, of: 'The change' });
    return { writes, deletes };
  }

  #assertSubject(subject: string): void {
    const { type, relation } = parseSubject(subject);
    this.model.assertType(type);
    if (relation !== undefined) this.model.relation(type, relation);
  }

  #readKind(kind: unknown): SubjectKind {
    const [, type, relation] = typeof kind === 'string' ? (KIND.exec(kind) ?? []) : [];
    if (type === undefined) {
      const expected = 'expected a type such as "user", or a userset such as "organization#member"';
      throw new RelationshipError('invalid_subject', `${quote(kind)} is no kind of subjects; ${expected}`);
    }
    this.model.assertType(type);
    if (relation === undefined) return { type };
    return { type, relation: this.model.relation(type, relation).name };
  }

  #assertContext({ context, contextualTuples }: QuestionContext): void {
    if (context !== undefined && !isJsonObject(context)) {
      throw new RelationshipError('invalid_context', 'The context of a question must be a JSON object');
    }
    if (contextualTuples === undefined) return;
    for (const tuple of contextualTuples) this.#permitted.assertContextual(tuple);
    const { maxContextualTuples } = this.limits;
    const of = 'What the question brings along';
    assertCount({ count: contextualTuples.length, max: maxContextualTuples, of });
  }
}

interface Count {
  readonly count: number;
  readonly max: number;
  readonly of: string;
}

function assertCount({ count, max, of }: Count): void {
  if (count <= max) return;
  const message = `${of} has ${count} tuples, and at most ${max} can be taken as one; split it`;
  throw new RelationshipError('exceeded_entity_limit', message);
}

function isJsonObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  try {
    return typeof JSON.stringify(value) === 'string';
  } catch {
    return false;
  }
}
