import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RequestContexts } from './request-contexts.js';

/** How a request ended. */
export interface Completed {
  readonly context: RequestContext;
  /** 0 if none was sent. */
  readonly status: number;
  /** Bytes on the wire, header included. */
  readonly responseBytes: number;
  readonly durationMs: number;
  /** The connection closed before the answer was out. */
  readonly aborted: boolean;
}

interface Exchange {
  readonly context: RequestContext;
  readonly response: ServerResponse;
  readonly startedAt: number;
  /** What the server answered by itself, in place of the response; 0 for nothing. */
  statusInstead?: number;
}

interface Connection {
  /** Whose it is: every watch of the process hears of every response. */
  readonly watch: CompletionWatch;
  /** Requests that are not answered yet: one, but for pipelined ones. */
  readonly underWay: Exchange[];
  /** `socket.bytesWritten` when the latest answer was out. Answers leave one after another (RFC 9112 §9.3.2). */
  bytesAnswered: number;
}

type Carrier = Socket & { [CONNECTION]?: Connection };

interface End {
  readonly socket: Socket;
  readonly connection: Connection;
  readonly exchange: Exchange;
  readonly aborted: boolean;
}

interface HttpMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly server?: Server;
}

/** What Node answers by itself to a request that it gives up before its response has begun, by the error's code. */
const STATUS_INSTEAD: ReadonlyMap<string | undefined, number> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['HPE_HEADER_OVERFLOW', 431],
]);

/** Under which a socket carries its connection. */
const CONNECTION = Symbol('zero-trust:connection');

const REQUEST_START = 'http.server.request.start';
const RESPONSE_FINISH = 'http.server.response.finish';

/**
 * Sees every request of a server begin and end, also those that never reach the framework, through Node's diagnostics
 * channels; one listener per connection tells aborted ones. Each request completes exactly once.
 */
export class CompletionWatch {
  constructor(
    private readonly isWatched: (server: unknown) => boolean,
    private readonly contexts: RequestContexts,
    private readonly completed: (exchange: Completed) => void,
  ) {}

  start(): void {
    subscribe(REQUEST_START, this.#begin);
    subscribe(RESPONSE_FINISH, this.#finish);
  }

  stop(): void {
    unsubscribe(REQUEST_START, this.#begin);
    unsubscribe(RESPONSE_FINISH, this.#finish);
  }

  readonly #begin = (message: unknown): void => {
    const { request, response, socket, server } = message as HttpMessage;
    if (!this.isWatched(server)) return;
    const context = this.contexts.open(request);
    this.connection(socket).underWay.push({ context, response, startedAt: performance.now() });
  };

  readonly #finish = (message: unknown): void => {
    const { response, socket } = message as HttpMessage;
    const connection = (socket as Carrier)[CONNECTION];
    if (connection?.watch !== this) return;
    const exchange = connection.underWay.find((begun) => begun.response === response);
    if (exchange === undefined) return;
    this.complete({ socket, connection, exchange, aborted: false });
  };

  private connection(socket: Carrier): Connection {
    const known = socket[CONNECTION];
    if (known?.watch === this) return known;
    const connection: Connection = { watch: this, underWay: [], bytesAnswered: 0 };
    socket[CONNECTION] = connection;
    // Frameworks try to answer what was given up, which reaches nobody: by then it must be known what was sent instead.
    socket.once('error', (error: NodeJS.ErrnoException) => {
      for (const exchange of connection.underWay) noteStatusInstead(exchange, error);
    });
    socket.once('close', () => {
      for (const exchange of connection.underWay.slice())
        this.complete({ socket, connection, exchange, aborted: true });
    });
    return connection;
  }

  private complete({ socket, connection, exchange, aborted }: End): void {
    const { context, response, startedAt, statusInstead } = exchange;
    const place = connection.underWay.indexOf(exchange);
    if (place === -1) return;
    connection.underWay.splice(place, 1);
    const { bytesWritten } = socket;
    const responseBytes = bytesWritten - connection.bytesAnswered;
    connection.bytesAnswered = bytesWritten;
    const durationMs = performance.now() - startedAt;
    // A response has a status from the beginning; the client knows one only once bytes are out.
    const status = responseBytes === 0 ? 0 : (statusInstead ?? response.statusCode);
    this.completed({ context, status, responseBytes, durationMs, aborted });
  }
}

function noteStatusInstead(exchange: Exchange, { code }: NodeJS.ErrnoException): void {
  if (exchange.response.headersSent) return;
  const otherwise = code?.startsWith('HPE_') === true ? 400 : 0;
  exchange.statusInstead = STATUS_INSTEAD.get(code) ?? otherwise;
}
