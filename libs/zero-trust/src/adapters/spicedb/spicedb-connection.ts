import { v1 } from '@authzed/authzed-node';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import { GuardedCalls, type CallInit } from '../../authorization/relationships/remote/guarded-calls.js';
import {
  callsOf,
  type CallOptions,
  type ResponseStream,
  type SpiceDbCalls,
  type SpiceDbClients,
} from './spicedb-client.js';
import type { ResolvedSpiceDbOptions } from './spicedb.options.js';
import { DEPENDENCY } from './spicedb-unavailable.error.js';
import { translateFailure } from './translate-failure.js';

/** Most messages of a stream; a list that is longer is refused, never cut. */
const MAX_MESSAGES = 1_000_000;

/** Largest single message that is read, in bytes. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** How one question is asked, and which. */
export interface Streaming<T> extends CallInit {
  readonly open: (calls: SpiceDbCalls, options: CallOptions) => ResponseStream<T>;
}

/** Calls of one SpiceDB over one connection: with a deadline, retries and a circuit breaker. */
export class SpiceDbConnection {
  readonly #options: ResolvedSpiceDbOptions;
  readonly #guard: GuardedCalls;
  #clients: SpiceDbClients;
  #calls: SpiceDbCalls;
  #isClosed = false;

  constructor(options: ResolvedSpiceDbOptions) {
    this.#options = options;
    this.#clients = options.clients ?? connect(options);
    this.#calls = callsOf(this.#clients);
    this.#guard = new GuardedCalls({
      dependency: DEPENDENCY,
      options,
      translate: translateFailure,
      onDown: () => this.#reconnect(),
    });
  }

  /**
   * @throws {RelationshipError} when the server says what is wrong with the question
   * @throws {DependencyUnavailableError} when there is no answer in time, or none that can be used
   */
  call<T>(init: CallInit, request: (calls: SpiceDbCalls, options: CallOptions) => Promise<T>): Promise<T> {
    const deadline = Date.now() + init.timeoutMs;
    return this.#guard.call(init, () => request(this.#calls, { deadline }));
  }

  /**
   * Reads a stream to its end, which the server confirms: one that breaks off is an error.
   *
   * @throws as {@link SpiceDbConnection.call}
   */
  collect<T>({ open, ...init }: Streaming<T>): Promise<readonly T[]> {
    const deadline = Date.now() + init.timeoutMs;
    return this.#guard.call(init, (signal) => readAll(open(this.#calls, { deadline }), signal));
  }

  /** Ends a connection of its own; clients that were given are whose they were. */
  close(): void {
    this.#isClosed = true;
    if (this.#options.clients === undefined) this.#clients.permissions.close();
  }

  /** Messages that were too long to be read can leave a connection without room for any other. */
  #reconnect(): void {
    if (this.#options.clients !== undefined || this.#isClosed) return;
    const { permissions } = this.#clients;
    this.#clients = connect(this.#options);
    this.#calls = callsOf(this.#clients);
    permissions.close();
  }
}

async function readAll<T>(stream: ResponseStream<T>, signal: AbortSignal): Promise<readonly T[]> {
  const cancel = (): void => stream.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const messages: T[] = [];
    for await (const message of stream) {
      messages.push(message);
      if (messages.length > MAX_MESSAGES) throw tooLong();
    }
    return messages;
  } finally {
    signal.removeEventListener('abort', cancel);
    stream.cancel();
  }
}

function connect({ endpoint, token, caCertificate, plaintext }: ResolvedSpiceDbOptions): SpiceDbClients {
  if (endpoint === undefined || token === undefined)
    throw new TypeError('no endpoint, no token and no clients');
  const client = openClient({ endpoint, token, caCertificate, plaintext });
  return { permissions: client, schema: client };
}

interface Endpoint {
  readonly endpoint: string;
  readonly token: string;
  readonly caCertificate: string | undefined;
  readonly plaintext: boolean;
}

function openClient({ endpoint, token, caCertificate, plaintext }: Endpoint): v1.ZedClientInterface {
  if (caCertificate !== undefined) {
    return v1.NewClientWithCustomCert(token, endpoint, Buffer.from(caCertificate), 0, CHANNEL_OPTIONS);
  }
  const { SECURE, INSECURE_PLAINTEXT_CREDENTIALS } = v1.ClientSecurity;
  return v1.NewClient(
    token,
    endpoint,
    plaintext ? INSECURE_PLAINTEXT_CREDENTIALS : SECURE,
    0,
    CHANNEL_OPTIONS,
  );
}

const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  // A proxy from the environment would take the token elsewhere.
  'grpc.enable_http_proxy': 0,
  // A new client is to have a new connection.
  'grpc.use_local_subchannel_pool': 1,
  // Our own retries know the deadline and which calls can be repeated.
  'grpc.enable_retries': 0,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 5_000,
};

function tooLong(): RelationshipError {
  const message = `The answer is longer than ${MAX_MESSAGES} entries; ask a narrower question`;
  return new RelationshipError('resolution_too_complex', message);
}
