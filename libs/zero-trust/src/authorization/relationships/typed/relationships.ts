import { Inject, Injectable, Optional } from '@nestjs/common';
import { askEngine, assertDecided } from '../../access/engine-questions.js';
import { commitListenerOf } from '../commit-listener.port.js';
import { parseObject } from '../names.js';
import {
  RelationshipEngine,
  type ConsistencyToken,
  type RelationshipQuestionOptions,
  type TupleChange,
  type WriteOptions,
  type WriteResult,
} from '../relationship-engine.port.js';
import { quote, RelationshipError } from '../relationship-error.js';
import type { Tuple } from '../tuple.js';
import { judgeOf } from '../tuple-judge.port.js';
import { TransactionalWriter } from '../transactional-writer.port.js';
import type { QuestionOf, RelationshipModel, TupleOf } from './relationship-model.js';

/** One or many. */
type OneOrMany<T> = T | readonly T[];

/**
 * Grants, revokes and asks, for handlers and services; typed by the model that `relationships types` writes. What is there
 * already is granted again without an error, and so is what is gone revoked.
 *
 * @example
 * ```ts
 * constructor(@Inject(Relationships) private readonly relationships: Relationships<OrderModel>) {}
 *
 * share(id: string, reader: string) {
 *   return this.relationships.grant({ subject: `user:${reader}`, relation: 'reader', object: `order:${id}` });
 * }
 * ```
 */
@Injectable()
export class Relationships<Model extends RelationshipModel = RelationshipModel> {
  constructor(
    @Inject(RelationshipEngine) private readonly engine: RelationshipEngine,
    @Optional() @Inject(TransactionalWriter) private readonly writer?: TransactionalWriter,
  ) {}

  /**
   * Adds tuples, all or none.
   *
   * @returns a token that makes a question see them: `check(…, { atLeast: token })`
   * @throws {RelationshipError} `invalid_tuple` for what the model does not permit, and the engine's errors
   */
  async grant(tuples: OneOrMany<TupleOf<Model>>): Promise<WriteResult> {
    return this.write({ writes: this.known(tuples) }, { onDuplicate: 'ignore' });
  }

  /**
   * Removes tuples, all or none.
   *
   * @returns a token that makes a question see that they are gone
   * @throws {RelationshipError} the engine's errors
   */
  async revoke(tuples: OneOrMany<TupleOf<Model>>): Promise<WriteResult> {
    return this.write({ deletes: this.known(tuples) }, { onMissing: 'ignore' });
  }

  /**
   * Whether the graph grants the relation; what its conditions leave undecided is a no.
   *
   * @throws {@link DependencyUnavailableError} `ZT_DEPENDENCY_UNAVAILABLE` if the engine cannot answer
   */
  async check(question: QuestionOf<Model>, options?: RelationshipQuestionOptions): Promise<boolean> {
    const [answer] = await askEngine(this.engine, [question], options);
    assertDecided(answer);
    return answer?.granted === true;
  }

  /**
   * To be called once a transaction that has changed tuples is committed: this process sees the change before the call
   * returns, and an engine elsewhere is brought it at once. The change is made either way, so that this never rejects: what
   * does not answer now is caught up with soon.
   *
   * @param token what the transaction's last change gave back
   */
  async committed(token: ConsistencyToken): Promise<void> {
    try {
      await commitListenerOf(this.engine)?.onCommitted(token);
    } catch {
      // Whoever asks next waits for the change, or is refused.
    }
  }

  /**
   * The same, but writing within a transaction of the application, so that rows and tuples commit together. Questions are
   * answered as outside: they do not see what the transaction has not committed; see {@link Relationships.committed}.
   *
   * @throws {RelationshipError} `invalid_configuration` unless the tuples are kept in the application's database
   */
  within(transaction: object): Relationships<Model> {
    const { writer } = this;
    if (writer === undefined) {
      throw new RelationshipError(
        'invalid_configuration',
        "Relationships.within() needs tuples that are kept in the application's database; set the option 'relationships' to one with 'sqlTuples'",
      );
    }
    const bound = {
      write: async (change: TupleChange, options?: WriteOptions) => {
        // The writer itself knows no model, and what no engine takes would wait in an outbox for ever.
        for (const tuple of change.writes ?? []) judgeOf(this.engine)?.assertWritable(tuple);
        return writer.write(transaction, change, options);
      },
    };
    return new TransactionRelationships<Model>(this.engine, bound);
  }

  protected async write(change: TupleChange, options: WriteOptions): Promise<WriteResult> {
    return this.engine.write(change, options);
  }

  /** A transaction's writer knows no model; what no model has must not be stored. */
  private known(tuples: OneOrMany<TupleOf<Model>>): readonly Tuple[] {
    const list = (Array.isArray(tuples) ? tuples : [tuples]) as readonly Tuple[];
    for (const { object, relation } of list) {
      const { type } = parseObject(object);
      if (this.engine.hasRelation(type, relation)) continue;
      throw new RelationshipError(
        'invalid_tuple',
        `The model has no relation ${quote(relation)} on a type ${quote(type)}`,
      );
    }
    return list;
  }
}

/** {@link Relationships} that write within one transaction. */
class TransactionRelationships<Model extends RelationshipModel> extends Relationships<Model> {
  constructor(
    engine: RelationshipEngine,
    private readonly bound: Pick<RelationshipEngine, 'write'>,
  ) {
    super(engine);
  }

  override within(): Relationships<Model> {
    throw new RelationshipError(
      'invalid_configuration',
      'Relationships.within() is bound to a transaction already',
    );
  }

  protected override async write(change: TupleChange, options: WriteOptions): Promise<WriteResult> {
    return this.bound.write(change, options);
  }
}
