import { EmbeddedRelationshipEngine } from '../../../../libs/zero-trust/src/authorization/relationships/embedded/embedded-engine.js';
import type { QuestionContext } from '../../../../libs/zero-trust/src/authorization/relationships/relationship-engine.port.js';
import { RelationshipError } from '../../../../libs/zero-trust/src/authorization/relationships/relationship-error.js';
import type { Tuple } from '../../../../libs/zero-trust/src/authorization/relationships/tuple.js';
import { MemoryTupleStore } from '../../../../libs/zero-trust/src/authorization/relationships/tuples/memory-tuple-store.js';
import { randomContext } from '../../../relationships/random-conditions.js';
import {
  randomTuple,
  randomWorld,
  subjectsOf,
  type RandomWorld,
  type WorldRules,
} from '../../../relationships/random-world.js';
import type { Random } from '../../../relationships/random.js';
import { IDS, USERS } from '../../../relationships/world-names.js';
import { OpenFgaApi, RefusedByServer, type Answer } from './openfga-api.js';

/** How much to ask. */
export interface Amounts {
  readonly checks: number;
  readonly listings: number;
}

/** One question, what each side answered, and where. */
export interface Comparison {
  readonly kind: 'check' | 'list objects' | 'list users';
  readonly question: object;
  readonly embedded: Answer;
  readonly server: Answer;
  readonly world: RandomWorld;
  readonly rules: WorldRules;
  readonly isContextComplete: boolean;
  /** Of a list that differs: what the server's own checks grant. */
  readonly grantedByServer?: readonly string[];
}

const WORLDS: readonly WorldRules[] = [
  { hasExclusions: true, hasCycles: false },
  { hasExclusions: false, hasCycles: true },
  { hasExclusions: true, hasCycles: true },
];

/** One world, asked on both sides. */
export class Round {
  readonly #rules: WorldRules;
  readonly #world: RandomWorld;
  readonly #engine: EmbeddedRelationshipEngine;
  readonly #subjects: readonly string[];

  constructor(
    private readonly apiUrl: string,
    private readonly random: Random,
  ) {
    this.#rules = random.pick(WORLDS);
    this.#world = randomWorld(random, this.#rules);
    const { model, tuples } = this.#world;
    const store = new MemoryTupleStore();
    this.#engine = new EmbeddedRelationshipEngine({ model, store });
    void store.write({ writes: tuples });
    this.#subjects = subjectsOf(model);
  }

  /** Nothing where the server refuses the model. */
  async run({ checks, listings }: Amounts): Promise<readonly Comparison[] | undefined> {
    const { dsl, tuples } = this.#world;
    const api = await this.#open(dsl, tuples);
    if (api === undefined) return undefined;
    const found: Comparison[] = [];
    for (let left = checks; left > 0; left -= 50)
      found.push(...(await this.#checks(api, Math.min(50, left))));
    for (let left = listings; left > 0; left -= 1) found.push(await this.#listing(api));
    return found;
  }

  async #open(dsl: string, tuples: readonly Tuple[]): Promise<OpenFgaApi | undefined> {
    try {
      return await OpenFgaApi.open(this.apiUrl, dsl, tuples);
    } catch (error) {
      if (!(error instanceof RefusedByServer) || !error.message.includes('invalid_authorization_model'))
        throw error;
      return undefined;
    }
  }

  async #checks(api: OpenFgaApi, count: number): Promise<readonly Comparison[]> {
    const { question, isContextComplete } = this.#question();
    const queries = Array.from({ length: count }, () => ({
      subject: this.random.pick(this.#subjects),
      ...this.#place(),
    }));
    const server = await api.checks(queries, question);
    const embedded = await this.#engine.batchCheck(queries.map((query) => ({ ...query, ...question })));
    return queries.map((query, index) => ({
      kind: 'check',
      question: { ...query, ...question },
      embedded: embedded[index]?.error === undefined ? embedded[index]?.allowed === true : 'error',
      server: server[index] ?? 'error',
      ...this.#circumstances(isContextComplete),
    }));
  }

  async #listing(api: OpenFgaApi): Promise<Comparison> {
    const { question, isContextComplete } = this.#question();
    const { object, relation } = this.#place();
    const shared = this.#circumstances(isContextComplete);
    if (this.random.oneIn(2)) {
      const kind = this.random.oneIn(4) ? `group#${this.random.pick(['owner', 'viewer'])}` : 'user';
      const query = { object, relation, kind };
      const embedded = await answerOf(() => this.#engine.listSubjects({ ...query, ...question }));
      const server = await api.listUsers(query, question);
      const people = subjectsOfKind(kind);
      const found = {
        kind: 'list users',
        question: { ...query, ...question },
        embedded,
        server,
        ...shared,
      } as const;
      if (JSON.stringify(embedded) === JSON.stringify(server)) return found;
      const granted = await api.checks(
        people.map((subject) => ({ subject, object, relation })),
        question,
      );
      return { ...found, grantedByServer: people.filter((_, index) => granted[index] === true) };
    }
    const query = { subject: this.random.pick(this.#subjects), relation, type: object.split(':')[0] ?? '' };
    const embedded = await answerOf(() => this.#engine.listObjects({ ...query, ...question }));
    const server = await api.listObjects(query, question);
    const found = {
      kind: 'list objects',
      question: { ...query, ...question },
      embedded,
      server,
      ...shared,
    } as const;
    if (JSON.stringify(embedded) === JSON.stringify(server)) return found;
    const objects = IDS.map((id) => `${query.type}:${id}`);
    const granted = await api.checks(
      objects.map((one) => ({ ...query, object: one })),
      question,
    );
    return { ...found, grantedByServer: objects.filter((_, index) => granted[index] === true) };
  }

  #circumstances(isContextComplete: boolean): Pick<Comparison, 'world' | 'rules' | 'isContextComplete'> {
    return { world: this.#world, rules: this.#rules, isContextComplete };
  }

  #place(): { readonly object: string; readonly relation: string } {
    const { type, name: relation } = this.random.pick([...this.#world.model.relations()]);
    return { object: `${type}:${this.random.pick(IDS)}`, relation };
  }

  #question(): { readonly question: QuestionContext; readonly isContextComplete: boolean } {
    const isContextComplete = !this.random.oneIn(4);
    const own = Array.from({ length: this.random.below(3) }, () => this.#ownTuple());
    const contextualTuples = own.flatMap((tuple) => tuple ?? []);
    return {
      question: { contextualTuples, context: randomContext(this.random, isContextComplete) },
      isContextComplete,
    };
  }

  #ownTuple(): Tuple | undefined {
    return randomTuple(this.random, this.#world.model, this.#rules);
  }
}

function subjectsOfKind(kind: string): readonly string[] {
  const [type = '', relation] = kind.split('#');
  if (relation !== undefined) return IDS.map((id) => `${type}:${id}#${relation}`);
  return [...USERS.map((id) => `user:${id}`), 'user:*'];
}

async function answerOf(ask: () => unknown): Promise<Answer> {
  try {
    return (await ask()) as Answer;
  } catch (error) {
    if (error instanceof RelationshipError) return 'error';
    throw error;
  }
}
