import { once } from 'node:events';
import { Agent, request, type RequestOptions } from 'node:https';
import { connect, type ConnectionOptions } from 'node:tls';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';

export interface TlsClientInit {
  readonly port: number;
  /** Authority that the server must be of, PEM. */
  readonly authority: string;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

export interface TlsAnswer {
  /** 0 if the connection was refused. */
  readonly status: number;
  /** The body, or the code of the error that ended the connection. */
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

export interface Handshake {
  readonly isReused: boolean;
  readonly session: Buffer | undefined;
}

/** Calls over TLS with one certificate, and keeps its connection if it is told so. */
export class TlsClient implements Disposable {
  readonly #agent: Agent;

  constructor(
    private readonly init: TlsClientInit,
    options: { readonly keepAlive: boolean } = { keepAlive: false },
  ) {
    this.#agent = new Agent({ keepAlive: options.keepAlive, maxSockets: 1 });
  }

  /** The same caller on one connection. */
  keepingAlive(): TlsClient {
    return new TlsClient(this.init, { keepAlive: true });
  }

  /** @param lateBody - asked for when the server has said that it goes on to read it; none if `undefined` */
  call(path: string, options: RequestOptions = {}, lateBody?: () => Promise<string>): Promise<TlsAnswer> {
    const { port, authority: ca, cert, key } = this.init;
    return new Promise((resolve) => {
      const asked = request(
        { host: '127.0.0.1', port, path, ca, cert, key, agent: this.#agent, timeout: 3_000, ...options },
        (response) =>
          void text(response).then(
            (body) => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
            (error: NodeJS.ErrnoException) => resolve({ status: 0, body: error.code ?? '', headers: {} }),
          ),
      );
      asked.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ status: 0, body: error.code ?? '', headers: {} }),
      );
      asked.on('timeout', () => asked.destroy());
      if (lateBody === undefined) asked.end();
      else asked.on('continue', () => void lateBody().then((late) => asked.end(late)));
    });
  }

  /** Shakes hands, makes a request and tells what a next handshake could resume. */
  async handshake(options: ConnectionOptions): Promise<Handshake> {
    const { port, authority: ca, cert, key } = this.init;
    const socket = connect({ host: '127.0.0.1', port, ca, cert, key, ...options });
    await once(socket, 'secureConnect');
    const isReused = socket.isSessionReused();
    let session: Buffer | undefined = socket.getSession();
    socket.on('session', (offered: Buffer) => (session = offered));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    return { isReused, session };
  }

  /** The code of a problem answer; `0` where the connection was refused. */
  async code(path: string, options: RequestOptions = {}): Promise<string> {
    const { status, body } = await this.call(path, options);
    return status === 0 ? '0' : `${status} ${(JSON.parse(body) as { code: string }).code}`;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
