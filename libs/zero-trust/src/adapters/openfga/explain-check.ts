import type { AuthorizationModel } from '../../authorization/relationships/model/authorization-model.js';
import type {
  CheckQuery,
  Explanation,
  RelationshipQuestionOptions,
} from '../../authorization/relationships/relationship-engine.port.js';
import { ContextualLookup } from '../../authorization/relationships/remote/contextual-lookup.js';
import { ModelWalk } from '../../authorization/relationships/remote/model-walk.js';
import type { TupleLookup, TuplePlace } from '../../authorization/relationships/remote/tuple-lookup.port.js';
import { tooComplex } from '../../authorization/relationships/remote/walk-outcomes.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import type { OpenFgaStore } from './openfga-store.js';
import { eachItem } from './pages.js';
import { plainTupleKey } from './question-body.js';

/** A relation of one object with more tuples than that is not explained: nobody would read it. */
const MAX_TUPLES = 1_000;

/** What to explain, and with what. */
export interface Explaining {
  readonly store: OpenFgaStore;
  readonly model: AuthorizationModel;
  readonly query: CheckQuery;
  readonly options: RelationshipQuestionOptions;
}

/** Goes the way of a check by reading the tuples on it. */
export async function explainCheck({ store, model, query, options }: Explaining): Promise<Explanation> {
  const { contextualTuples = [], context } = query;
  const lookup = new ContextualLookup(new StoredTuples(store, options), contextualTuples);
  const tree = await new ModelWalk({ model, lookup, context }).answer(query);
  return { allowed: tree.outcome === 'granted', tree };
}

/** The stored tuples, read by page. */
class StoredTuples implements TupleLookup {
  constructor(
    private readonly store: OpenFgaStore,
    private readonly options: RelationshipQuestionOptions,
  ) {}

  async find(parts: Tuple): Promise<Tuple | undefined> {
    const { items } = await this.store.readPage({ ...this.options, key: plainTupleKey(parts) });
    return items[0];
  }

  async list({ object, relation }: TuplePlace): Promise<readonly Tuple[]> {
    const tuples: Tuple[] = [];
    const key = { object, relation };
    for await (const tuple of eachItem((token) => this.store.readPage({ ...this.options, key, token }))) {
      tuples.push(tuple);
      if (tuples.length > MAX_TUPLES) throw tooComplex(`${MAX_TUPLES} tuples of one relation of one object`);
    }
    return tuples;
  }
}
