import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP server that answers whatever it is asked with the same bytes, or hangs up without any. */
export class JunkServer implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** @param answer sent for each piece of data that comes in; `undefined` hangs up */
  static async start(answer: string | Buffer | undefined): Promise<JunkServer> {
    const server = createServer();
    const junk = new JunkServer(server);
    server.on('connection', (socket) => junk.#serve(socket, answer));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return junk;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #serve(socket: Socket, answer: string | Buffer | undefined): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', () => (answer === undefined ? socket.destroy() : socket.write(answer)));
  }
}
