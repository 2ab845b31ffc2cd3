import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Bytes that answer whatever is asked; `undefined` hangs up instead. */
export type Junk = string | Buffer | undefined;

/** A TCP server that answers each connection with the next piece of junk, for whatever comes in on it. */
export class JunkServer implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  #connections = 0;

  private constructor(
    private readonly server: Server,
    private readonly junk: readonly Junk[],
  ) {}

  /** @param port a free one unless given */
  static async start(junk: readonly Junk[], port = 0): Promise<JunkServer> {
    const server = createServer();
    const running = new JunkServer(server, junk);
    server.on('connection', (socket) => running.#serve(socket));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return running;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #serve(socket: Socket): void {
    const answer = this.junk[this.#connections % this.junk.length];
    this.#connections += 1;
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', () => (answer === undefined ? socket.destroy() : socket.write(answer)));
  }
}
