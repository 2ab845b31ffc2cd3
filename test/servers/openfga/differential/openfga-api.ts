import { transformDsl } from '../../../../libs/zero-trust/src/authorization/relationships/model/transform-dsl.js';
import type { QuestionContext } from '../../../../libs/zero-trust/src/authorization/relationships/relationship-engine.port.js';
import type { Tuple } from '../../../../libs/zero-trust/src/authorization/relationships/tuple.js';
import { createStore } from '../live-server.js';

/** What came of a question: the answer, that there is none, or that the server gave up for lack of time. */
export type Answer = boolean | readonly string[] | 'error' | 'timeout';

/** The server's own limit. */
const MAX_CHECKS_PER_BATCH = 50;
const TIMEOUT_MS = 10_000;

/** An OpenFGA server by its HTTP interface alone, so that a difference is the server's and not an adapter's. */
export class OpenFgaApi {
  private constructor(
    private readonly apiUrl: string,
    private readonly storeId: string,
    private readonly modelId: string,
  ) {}

  /** A new store with a model and tuples. */
  static async open(apiUrl: string, dsl: string, tuples: readonly Tuple[]): Promise<OpenFgaApi> {
    const storeId = await createStore(apiUrl);
    const model = transformDsl(dsl) as object;
    const url = `${apiUrl}/stores/${storeId}/authorization-models`;
    const { authorization_model_id: modelId } = (await post(url, model)) as {
      authorization_model_id: string;
    };
    const api = new OpenFgaApi(apiUrl, storeId, modelId);
    if (tuples.length > 0) await api.#ask('write', { writes: { tuple_keys: tuples.map(toKey) } });
    return api;
  }

  async checks(queries: readonly Tuple[], question: QuestionContext): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (let from = 0; from < queries.length; from += MAX_CHECKS_PER_BATCH) {
      answers.push(...(await this.#batch(queries.slice(from, from + MAX_CHECKS_PER_BATCH), question)));
    }
    return answers;
  }

  async listObjects(
    query: { readonly subject: string; readonly relation: string; readonly type: string },
    question: QuestionContext,
  ): Promise<Answer> {
    const { subject: user, relation, type } = query;
    const body = { user, relation, type, ...keysOf(question) };
    return this.#list(async () => ((await this.#ask('list-objects', body)) as { objects: string[] }).objects);
  }

  async listUsers(
    query: { readonly object: string; readonly relation: string; readonly kind: string },
    { context, contextualTuples = [] }: QuestionContext,
  ): Promise<Answer> {
    const [type = '', id = ''] = query.object.split(':');
    const [filterType = '', filterRelation] = query.kind.split('#');
    const filter = { type: filterType, ...(filterRelation !== undefined && { relation: filterRelation }) };
    const body = {
      object: { type, id },
      relation: query.relation,
      user_filters: [filter],
      context,
      contextual_tuples: contextualTuples.map(toKey),
    };
    return this.#list(async () => {
      const { users } = (await this.#ask('list-users', body)) as { users: readonly UserJson[] };
      return users.map(toName);
    });
  }

  async #batch(queries: readonly Tuple[], question: QuestionContext): Promise<readonly Answer[]> {
    const checks = queries.map((query, index) => ({
      correlation_id: String(index),
      tuple_key: toKey(query),
      ...keysOf(question),
    }));
    const { result } = await this.#askBatch(checks);
    return queries.map((_, index) => toAnswer(result[String(index)]));
  }

  async #askBatch(checks: readonly object[]): Promise<BatchJson> {
    try {
      return (await this.#ask('batch-check', { checks })) as BatchJson;
    } catch (error) {
      if (!(error instanceof RefusedByServer) || !isTimeout(error.message)) throw error;
      return {
        result: Object.fromEntries(checks.map((_, index) => [index, { error: { message: TIMEOUT } }])),
      };
    }
  }

  async #list(ask: () => Promise<readonly string[]>): Promise<Answer> {
    try {
      return (await ask()).toSorted();
    } catch (error) {
      if (!(error instanceof RefusedByServer)) throw error;
      return isTimeout(error.message) ? 'timeout' : 'error';
    }
  }

  #ask(method: string, body: object): Promise<unknown> {
    const url = `${this.apiUrl}/stores/${this.storeId}/${method}`;
    return post(url, { ...body, authorization_model_id: this.modelId });
  }
}

interface BatchJson {
  readonly result: Readonly<Record<string, AnswerJson>>;
}

interface AnswerJson {
  readonly allowed?: boolean;
  readonly error?: { readonly message?: string };
}

const TIMEOUT = 'deadline_exceeded';

function isTimeout(message: string): boolean {
  return message.includes(TIMEOUT) || message.includes('deadline exceeded');
}

function toAnswer({ allowed, error }: AnswerJson = {}): Answer {
  if (error === undefined) return allowed === true;
  return isTimeout(JSON.stringify(error)) ? 'timeout' : 'error';
}

interface UserJson {
  readonly object?: { readonly type: string; readonly id: string };
  readonly userset?: { readonly type: string; readonly id: string; readonly relation: string };
  readonly wildcard?: { readonly type: string };
}

/** A question that the server refuses. */
export class RefusedByServer extends Error {}

async function post(url: string, body: object): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), signal });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new RefusedByServer(`${response.status} ${text}`);
}

function toKey({ subject, relation, object, condition }: Tuple): object {
  return { user: subject, relation, object, ...(condition && { condition }) };
}

function keysOf({ context, contextualTuples = [] }: QuestionContext): object {
  return { context, contextual_tuples: { tuple_keys: contextualTuples.map(toKey) } };
}

function toName({ object, userset, wildcard }: UserJson): string {
  if (wildcard) return `${wildcard.type}:*`;
  if (userset) return `${userset.type}:${userset.id}#${userset.relation}`;
  return `${object?.type}:${object?.id}`;
}
