import { once } from 'node:events';
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a client of the proxy meets instead of the server. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that can be made to fail, and to come back, between a client and a real server. */
export class FaultyProxy implements AsyncDisposable {
  /** The requests that arrived. */
  requests = 0;
  /** Met by every request; without one the real server answers. */
  fault: Fault | undefined;
  #server: Server;
  #port = 0;

  private constructor(private readonly target: string) {
    this.#server = this.#create();
  }

  static async start(target: string): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(target);
    await proxy.#listen();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Like a killed process: the port is closed and every connection is reset. */
  async kill(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Comes back on the port of before. */
  async revive(): Promise<void> {
    this.#server = this.#create();
    await this.#listen();
  }

  /** Lets the real server answer. */
  passOn(request: IncomingMessage, response: ServerResponse): void {
    const { method, headers, url } = request;
    const onward = forward(new URL(url ?? '/', this.target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.kill();
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #create(): Server {
    return createServer((request, response) => {
      this.requests += 1;
      if (this.fault === undefined) this.passOn(request, response);
      else this.fault(request, response);
    });
  }
}
