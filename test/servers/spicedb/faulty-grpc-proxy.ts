import { once } from 'node:events';
import {
  connect,
  createServer,
  type ClientHttp2Session,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

/** What a client of the proxy meets instead of the server. */
export type Fault = (stream: ServerHttp2Stream, path: string) => void;

/** A gRPC server that can be made to fail, and to come back, between a client and a real server. */
export class FaultyGrpcProxy implements AsyncDisposable {
  /** The calls that arrived. */
  calls = 0;
  /** Met by every call; without one the real server answers. */
  fault: Fault | undefined;
  #server: Http2Server;
  #port = 0;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #upstream: ClientHttp2Session;

  private constructor(target: string) {
    this.#upstream = connect(`http://${target}`);
    this.#upstream.on('error', () => undefined);
    this.#server = this.#create();
  }

  /** @param target `host:port` of the real server */
  static async start(target: string): Promise<FaultyGrpcProxy> {
    const proxy = new FaultyGrpcProxy(target);
    await proxy.#listen();
    return proxy;
  }

  /** `host:port` */
  get endpoint(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Like a killed process: the port is closed and every connection is reset. */
  async kill(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const session of this.#sessions) session.destroy();
    await closed;
  }

  /** Comes back on the port of before, if it was killed. */
  async revive(): Promise<void> {
    if (this.#server.listening) return;
    this.#server = this.#create();
    await this.#listen();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#upstream.destroy();
    if (this.#server.listening) await this.kill();
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #create(): Http2Server {
    const server = createServer();
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.on('error', () => undefined);
      session.on('close', () => this.#sessions.delete(session));
    });
    server.on('stream', (stream, headers) => {
      this.calls += 1;
      stream.on('error', () => undefined);
      if (this.fault === undefined) this.#passOn(stream, headers);
      else this.fault(stream, String(headers[':path']));
    });
    return server;
  }

  #passOn(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const onward = this.#upstream.request(headers);
    let trailers: IncomingHttpHeaders = {};
    onward.on('error', () => stream.close());
    onward.on('trailers', (received) => {
      trailers = received;
    });
    onward.on('response', (answer) => {
      if (stream.destroyed) return onward.close();
      // An answer without a message has its status among the headers.
      if ('grpc-status' in answer) return stream.respond(answer, { endStream: true });
      stream.respond(answer, { waitForTrailers: true });
      return onward.pipe(stream);
    });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.pipe(onward);
  }
}
