import {
  type ConsistencyPreference,
  FgaApiError,
  type OpenFgaApi,
  type ReadRequestTupleKey,
} from '@openfga/sdk';
import type {
  BatchCheckResult,
  CheckQuery,
  ListObjectsQuery,
  ListSubjectsQuery,
  RelationshipQuestionOptions,
  RelationshipRequestOptions,
  WriteOptions,
} from '../../authorization/relationships/relationship-engine.port.js';
import type { JudgedChange, SubjectKind } from '../../authorization/relationships/remote/question-rules.js';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import { parseObject } from '../../authorization/relationships/names.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import {
  readAllowed,
  readBatchResult,
  readContinuation,
  readList,
  readSubject,
  readTuple,
} from './answers.js';
import { isStream, readErrorStream, readObjectStream } from './object-stream.js';
import type { ApiCall, HttpOptions, OpenFgaConnection } from './openfga-connection.js';
import type { ResolvedOpenFgaOptions } from './openfga.options.js';
import { OpenFgaUnavailableError } from './openfga-unavailable.error.js';
import type { Page } from './pages.js';
import { changeBody, isRepeatable } from './change-body.js';
import { consistencyOf, contextBody, plainTupleKey, tupleKey } from './question-body.js';
import { changeFailure } from './translate-failure.js';

const PAGE_SIZE = 100;

/** One store of a server, and the model that its questions are asked of. */
export interface OpenFgaStoreParts {
  readonly connection: OpenFgaConnection;
  readonly storeId: string;
  readonly modelId: string;
  readonly options: Pick<
    ResolvedOpenFgaOptions,
    'consistency' | 'timeoutMs' | 'writeTimeoutMs' | 'listTimeoutMs' | 'maxListedSubjects'
  >;
}

/** Puts questions that are known to be well-formed to the server, and reads its answers. */
export class OpenFgaStore {
  readonly #connection: OpenFgaConnection;
  readonly #storeId: string;
  readonly #model: { readonly authorization_model_id: string };
  readonly #options: OpenFgaStoreParts['options'];

  constructor({ connection, storeId, modelId, options }: OpenFgaStoreParts) {
    this.#connection = connection;
    this.#storeId = storeId;
    this.#model = { authorization_model_id: modelId };
    this.#options = options;
  }

  /** Ends the connections to the server. */
  close(): void {
    this.#connection.close();
  }

  check(query: CheckQuery, options: RelationshipQuestionOptions): Promise<boolean> {
    const body = { tuple_key: plainTupleKey(query), ...contextBody(query), ...this.#shared(options) };
    const call = { timeoutMs: this.#options.timeoutMs, idempotent: true, signal: options.signal };
    return this.#connection.call(call, async (api, http) =>
      readAllowed(await api.check(this.#storeId, body, http)),
    );
  }

  /** At most as many checks as the server takes at once. */
  batchCheck(
    queries: readonly CheckQuery[],
    options: RelationshipQuestionOptions,
  ): Promise<readonly BatchCheckResult[]> {
    const checks = queries.map((query, id) => ({
      tuple_key: plainTupleKey(query),
      correlation_id: `${id}`,
      ...contextBody(query),
    }));
    const body = { checks, ...this.#shared(options) };
    const call = { timeoutMs: this.#options.timeoutMs, idempotent: true, signal: options.signal };
    return this.#connection.call(call, async (api, http) => {
      const answer = await api.batchCheck(this.#storeId, body, http);
      return checks.map(({ correlation_id }) => readBatchResult(answer, correlation_id));
    });
  }

  /** Complete and sorted. */
  listObjects(query: ListObjectsQuery, options: RelationshipQuestionOptions): Promise<readonly string[]> {
    return this.#list(options, (api, http) => this.#streamObjects(api, { query, options, http }));
  }

  /** Complete and sorted. */
  listSubjects(query: SubjectListing, options: RelationshipQuestionOptions): Promise<readonly string[]> {
    const { object, relation, filter, context, contextualTuples = [] } = query;
    const body = {
      object: { ...parseObject(object) },
      relation,
      user_filters: [{ ...filter }],
      ...(context !== undefined && { context }),
      ...(contextualTuples.length > 0 && { contextual_tuples: contextualTuples.map(tupleKey) }),
      ...this.#shared(options),
    };
    return this.#list(options, async (api, http) => {
      const users = readList(await api.listUsers(this.#storeId, body, http), 'users');
      if (users.length >= this.#options.maxListedSubjects) throw tooManySubjects(users.length);
      return [...new Set(users.map(readSubject))].toSorted();
    });
  }

  readPage(request: ReadPage): Promise<Page<Tuple>> {
    const { key, token, signal } = request;
    const body = {
      page_size: PAGE_SIZE,
      consistency: consistencyOf(this.#options.consistency, request),
      ...(key && { tuple_key: key }),
      ...(token !== undefined && { continuation_token: token }),
    };
    const call = { timeoutMs: this.#options.timeoutMs, idempotent: true, signal };
    return this.#connection.call(call, async (api, http) => {
      const answer = await api.read(this.#storeId, body, http);
      return { items: readList(answer, 'tuples').map(readTuple), next: readContinuation(answer) };
    });
  }

  /** The whole change or nothing. */
  write(change: JudgedChange, options: WriteOptions & RelationshipRequestOptions): Promise<void> {
    const body = { ...this.#model, ...changeBody(change, options) };
    const idempotent = isRepeatable(change, options);
    const call = { timeoutMs: this.#options.writeTimeoutMs, idempotent, signal: options.signal };
    return this.#connection.call(call, async (api, http) => {
      await api.write(this.#storeId, body, http).catch((error: unknown) => {
        throw changeFailure(error);
      });
    });
  }

  async #list<T>({ signal }: RelationshipRequestOptions, ask: ApiCall<T>): Promise<T> {
    const started = performance.now();
    const { listTimeoutMs } = this.#options;
    return this.#connection.call(
      { timeoutMs: listTimeoutMs, idempotent: true, signal },
      async (api, http) => {
        const listed = await ask(api, http);
        // The server ends a listing that takes too long for it like a complete one. The timer alone would let such an end
        // pass when this process was busy and sees both at once.
        if (performance.now() - started < listTimeoutMs) return listed;
        throw new OpenFgaUnavailableError('outage', `no complete list within ${listTimeoutMs} ms`);
      },
    );
  }

  #shared(options: RelationshipQuestionOptions): SharedBody {
    return { consistency: consistencyOf(this.#options.consistency, options), ...this.#model };
  }

  async #streamObjects(api: OpenFgaApi, { query, options, http }: Listing): Promise<readonly string[]> {
    const { subject: user, relation, type } = query;
    const body = { user, relation, type, ...contextBody(query), ...this.#shared(options) };
    try {
      return await readObjectStream(await api.streamedListObjects(this.#storeId, body, http), type);
    } catch (error) {
      if (!(error instanceof FgaApiError) || !isStream(error.responseData)) throw error;
      throw await readErrorStream(error.statusCode, error.responseData);
    }
  }
}

/** Which page of which stored tuples. */
export interface ReadPage extends RelationshipQuestionOptions {
  readonly key?: ReadRequestTupleKey | undefined;
  readonly token?: string | undefined;
}

/** Which subjects to list, their kind taken apart. */
export interface SubjectListing extends ListSubjectsQuery {
  readonly filter: SubjectKind;
}

interface Listing {
  readonly query: ListObjectsQuery;
  readonly options: RelationshipQuestionOptions;
  readonly http: HttpOptions;
}

interface SharedBody {
  readonly consistency: ConsistencyPreference;
  readonly authorization_model_id: string;
}

function tooManySubjects(count: number): RelationshipError {
  const message = `The list of subjects has ${count} or more, where the server cuts it; raise OPENFGA_LIST_USERS_MAX_RESULTS and "maxListedSubjects", or ask for a narrower kind`;
  return new RelationshipError('resolution_too_complex', message);
}
