import {
  ConsistencyPreference,
  FgaApiError,
  WriteRequestDeletesOnMissing,
  WriteRequestWritesOnDuplicate,
  type OpenFgaApi,
  type ReadRequestTupleKey,
} from '@openfga/sdk';
import type {
  BatchCheckResult,
  CheckQuery,
  ListObjectsQuery,
  RelationshipRequestOptions,
  WriteOptions,
} from '../../authorization/relationships/relationship-engine.port.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { readAllowed, readBatchResult, readContinuation, readList, readTuple } from './answers.js';
import { isStream, readErrorStream, readObjectStream } from './object-stream.js';
import type { HttpOptions, OpenFgaConnection } from './openfga-connection.js';
import type { ResolvedOpenFgaOptions } from './openfga.options.js';
import { OpenFgaUnavailableError } from './openfga-unavailable.error.js';
import type { Page } from './pages.js';
import type { JudgedChange } from './question-rules.js';

const PAGE_SIZE = 100;

/** One store of a server, and the model that its questions are asked of. */
export interface OpenFgaStoreParts {
  readonly connection: OpenFgaConnection;
  readonly storeId: string;
  readonly modelId: string;
  readonly options: Pick<
    ResolvedOpenFgaOptions,
    'consistency' | 'timeoutMs' | 'writeTimeoutMs' | 'listTimeoutMs'
  >;
}

/** Puts questions that are known to be well-formed to the server, and reads its answers. */
export class OpenFgaStore {
  readonly #connection: OpenFgaConnection;
  readonly #storeId: string;
  readonly #model: { readonly authorization_model_id: string };
  readonly #consistency: ConsistencyPreference;
  readonly #limits: Pick<ResolvedOpenFgaOptions, 'timeoutMs' | 'writeTimeoutMs' | 'listTimeoutMs'>;

  constructor({ connection, storeId, modelId, options }: OpenFgaStoreParts) {
    this.#connection = connection;
    this.#storeId = storeId;
    this.#model = { authorization_model_id: modelId };
    this.#consistency =
      options.consistency === 'higher_consistency'
        ? ConsistencyPreference.HigherConsistency
        : ConsistencyPreference.MinimizeLatency;
    this.#limits = options;
  }

  check(query: CheckQuery, { signal }: RelationshipRequestOptions): Promise<boolean> {
    const body = { tuple_key: tupleKey(query), consistency: this.#consistency, ...this.#model };
    const call = { timeoutMs: this.#limits.timeoutMs, idempotent: true, signal };
    return this.#connection.call(call, async (api, http) =>
      readAllowed(await api.check(this.#storeId, body, http)),
    );
  }

  /** At most as many checks as the server takes at once. */
  batchCheck(
    queries: readonly CheckQuery[],
    { signal }: RelationshipRequestOptions,
  ): Promise<readonly BatchCheckResult[]> {
    const checks = queries.map((query, id) => ({ tuple_key: tupleKey(query), correlation_id: `${id}` }));
    const body = { checks, consistency: this.#consistency, ...this.#model };
    const call = { timeoutMs: this.#limits.timeoutMs, idempotent: true, signal };
    return this.#connection.call(call, async (api, http) => {
      const answer = await api.batchCheck(this.#storeId, body, http);
      return checks.map(({ correlation_id }) => readBatchResult(answer, correlation_id));
    });
  }

  /** Complete and sorted. */
  listObjects(query: ListObjectsQuery, { signal }: RelationshipRequestOptions): Promise<readonly string[]> {
    const started = performance.now();
    const call = { timeoutMs: this.#limits.listTimeoutMs, idempotent: true, signal };
    return this.#connection.call(call, async (api, http) => {
      const objects = await this.#streamObjects(api, { query, http });
      // The server ends a listing that takes too long for it like a complete one. The timer alone would let such an end
      // pass when this process was busy and sees both at once.
      if (performance.now() - started < this.#limits.listTimeoutMs) return objects;
      throw new OpenFgaUnavailableError('outage', `no complete list within ${this.#limits.listTimeoutMs} ms`);
    });
  }

  readPage(request: ReadPage): Promise<Page<Tuple>> {
    const { key, token, signal } = request;
    const body = {
      page_size: PAGE_SIZE,
      consistency: this.#consistency,
      ...(key && { tuple_key: key }),
      ...(token !== undefined && { continuation_token: token }),
    };
    const call = { timeoutMs: this.#limits.timeoutMs, idempotent: true, signal };
    return this.#connection.call(call, async (api, http) => {
      const answer = await api.read(this.#storeId, body, http);
      return { items: readList(answer, 'tuples').map(readTuple), next: readContinuation(answer) };
    });
  }

  /** The whole change or nothing. */
  write(
    { writes, deletes }: JudgedChange,
    options: WriteOptions & RelationshipRequestOptions,
  ): Promise<void> {
    const { onDuplicate = 'error', onMissing = 'error', signal } = options;
    const body = {
      ...this.#model,
      ...(writes.length > 0 && {
        writes: { tuple_keys: writes.map(tupleKey), on_duplicate: DUPLICATE[onDuplicate] },
      }),
      ...(deletes.length > 0 && {
        deletes: { tuple_keys: deletes.map(tupleKey), on_missing: MISSING[onMissing] },
      }),
    };
    // Repeating a change that may have happened must not report its own effect as a conflict.
    const idempotent =
      (writes.length === 0 || onDuplicate === 'ignore') && (deletes.length === 0 || onMissing === 'ignore');
    const call = { timeoutMs: this.#limits.writeTimeoutMs, idempotent, signal };
    return this.#connection.call(call, async (api, http) => {
      await api.write(this.#storeId, body, http);
    });
  }

  async #streamObjects(api: OpenFgaApi, { query, http }: Listing): Promise<readonly string[]> {
    const { subject: user, relation, type } = query;
    const body = { user, relation, type, consistency: this.#consistency, ...this.#model };
    try {
      return await readObjectStream(await api.streamedListObjects(this.#storeId, body, http), type);
    } catch (error) {
      if (!(error instanceof FgaApiError) || !isStream(error.responseData)) throw error;
      throw await readErrorStream(error.statusCode, error.responseData);
    }
  }
}

/** Which page of which stored tuples. */
export interface ReadPage extends RelationshipRequestOptions {
  readonly key?: ReadRequestTupleKey | undefined;
  readonly token?: string | undefined;
}

interface Listing {
  readonly query: ListObjectsQuery;
  readonly http: HttpOptions;
}

const DUPLICATE = {
  error: WriteRequestWritesOnDuplicate.Error,
  ignore: WriteRequestWritesOnDuplicate.Ignore,
} as const;

const MISSING = {
  error: WriteRequestDeletesOnMissing.Error,
  ignore: WriteRequestDeletesOnMissing.Ignore,
} as const;

function tupleKey({ subject, relation, object }: Tuple): { user: string; relation: string; object: string } {
  return { user: subject, relation, object };
}
