import type { AuthorizationModel } from '../../authorization/relationships/model/authorization-model.js';
import type {
  CheckQuery,
  Explanation,
  ListObjectsQuery,
  QuestionContext,
  RelationshipQuestionOptions,
} from '../../authorization/relationships/relationship-engine.port.js';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import { CachedLookup } from '../../authorization/relationships/remote/cached-lookup.js';
import { collectSubjects } from '../../authorization/relationships/remote/collect-subjects.js';
import { ContextualLookup } from '../../authorization/relationships/remote/contextual-lookup.js';
import { ModelWalk } from '../../authorization/relationships/remote/model-walk.js';
import type { TupleLookup } from '../../authorization/relationships/remote/tuple-lookup.port.js';
import { tooComplex } from '../../authorization/relationships/remote/walk-outcomes.js';
import { SnapshotTuples, snapshotReading } from './snapshot-tuples.js';
import type { SpiceDbStore, SubjectListing } from './spicedb-store.js';
import { filtersOf } from './tuple-filters.js';

/** What walks are made with. */
export interface WalkedAnswersParts {
  readonly store: SpiceDbStore;
  readonly model: AuthorizationModel;
}

/** So many candidates for a list are checked one by one; with more, whoever asks waits until the tuples are written. */
const MAX_CANDIDATES = 1_000;

/**
 * Answers what SpiceDB itself does not: why, and what if. Walks through the model with stored tuples of one moment,
 * together with those of the question.
 */
export class WalkedAnswers {
  constructor(private readonly parts: WalkedAnswersParts) {}

  /** @throws {RelationshipError} `resolution_too_complex` */
  async explain(query: CheckQuery, options: RelationshipQuestionOptions): Promise<Explanation> {
    const { lookup } = await this.#moment(query, options);
    const tree = await this.#walk(query, lookup).answer(query);
    return { allowed: tree.outcome === 'granted', tree };
  }

  /** @throws {RelationshipError} `condition_undecided`, `invalid_context`, `resolution_too_complex` */
  async check(query: CheckQuery, options: RelationshipQuestionOptions): Promise<boolean> {
    const { lookup } = await this.#moment(query, options);
    return this.#decide(query, lookup);
  }

  /** @throws {RelationshipError} as {@link WalkedAnswers.check} */
  async listObjects(
    query: ListObjectsQuery,
    options: RelationshipQuestionOptions,
  ): Promise<readonly string[]> {
    const { lookup, token } = await this.#moment(query, options);
    const { store, model } = this.parts;
    const { type, contextualTuples = [], ...question } = query;
    const filters = filtersOf({ type }, model);
    const stored = await Promise.all(
      filters.map((one) => store.read(one, snapshotReading({ ...options, token }))),
    );
    const named = [...stored.flat(), ...contextualTuples].map(({ object }) => object);
    // Nobody has a relation on an object without tuples, but for a userset its own.
    const [own = ''] = query.subject.split('#', 1);
    const candidates = [...named, own].filter(
      (object) => object.startsWith(`${type}:`) && !object.endsWith(':*'),
    );
    return this.#checkEach(new Set(candidates), (object) => this.#decide({ ...question, object }, lookup));
  }

  /** @throws {RelationshipError} as {@link WalkedAnswers.check} */
  async listSubjects(
    query: SubjectListing,
    options: RelationshipQuestionOptions,
  ): Promise<readonly string[]> {
    const { lookup } = await this.#moment(query, options);
    const { object, relation, filter, context } = query;
    const candidates = await collectSubjects({
      model: this.parts.model,
      lookup,
      object,
      relation,
      kind: filter,
    });
    return this.#checkEach(candidates, (subject) =>
      this.#decide({ subject, relation, object, ...(context && { context }) }, lookup),
    );
  }

  async #moment(query: QuestionContext, options: RelationshipQuestionOptions): Promise<Moment> {
    const { signal } = options;
    const token = await this.parts.store.now(options);
    const stored = new CachedLookup(new SnapshotTuples(this.parts.store, { token, signal }));
    return { token, lookup: new ContextualLookup(stored, query.contextualTuples ?? []) };
  }

  async #decide(query: CheckQuery, lookup: TupleLookup): Promise<boolean> {
    const walk = this.#walk(query, lookup);
    const { outcome } = await walk.answer(query);
    if (outcome === 'undecided' && walk.undecided !== undefined) {
      throw new RelationshipError(walk.undecided.reason, walk.undecided.message);
    }
    return outcome === 'granted';
  }

  #walk({ context }: CheckQuery, lookup: TupleLookup): ModelWalk {
    return new ModelWalk({ model: this.parts.model, lookup, context });
  }

  async #checkEach(
    candidates: ReadonlySet<string>,
    check: (candidate: string) => Promise<boolean>,
  ): Promise<readonly string[]> {
    if (candidates.size > MAX_CANDIDATES)
      throw tooComplex(`${MAX_CANDIDATES} checks for a list with contextual tuples`);
    const granted: string[] = [];
    for (const candidate of candidates) if (await check(candidate)) granted.push(candidate);
    return granted.toSorted();
  }
}

/** Tuples of one state of the server and of the question. */
interface Moment {
  readonly token: string;
  readonly lookup: TupleLookup;
}
