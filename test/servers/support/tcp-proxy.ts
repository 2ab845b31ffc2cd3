import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Junk } from './junk-server.js';

/** What becomes of what the server says: it passes, is swallowed, or is replaced. */
export type Passage = 'pass' | 'silence' | { readonly junk: Junk };

/** A wire between a client and a real server that can be damaged: each connection by itself, while it is in use. */
export class TcpProxy implements AsyncDisposable {
  /** For connections that are made from now on. */
  passage: Passage = 'pass';
  readonly #links = new Set<Link>();

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {}

  static async start(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, targetPort);
    server.on('connection', (client) => proxy.#join(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Damages the connections that there are. */
  damage(passage: Passage): void {
    for (const link of this.#links) link.passage = passage;
  }

  /** Ends the connections that there are. */
  cut(): void {
    for (const link of this.#links) link.cut();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  #join(client: Socket): void {
    const link = new Link({ client, upstream: connect(this.targetPort, '127.0.0.1'), passage: this.passage });
    this.#links.add(link);
    client.on('close', () => this.#links.delete(link));
  }
}

interface LinkParts {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly passage: Passage;
}

class Link {
  passage: Passage;

  constructor(private readonly parts: LinkParts) {
    const { client, upstream } = parts;
    this.passage = parts.passage;
    client.on('data', (data) => this.passage !== 'silence' && upstream.write(data));
    upstream.on('data', (data) => this.#answer(data));
    for (const socket of [client, upstream]) {
      socket.on('error', () => this.cut());
      socket.on('close', () => this.cut());
    }
  }

  cut(): void {
    this.parts.client.destroy();
    this.parts.upstream.destroy();
  }

  #answer(data: Buffer): void {
    const { client } = this.parts;
    if (this.passage === 'pass') client.write(data);
    else if (this.passage !== 'silence') this.#sendJunk(this.passage.junk);
  }

  #sendJunk(junk: Junk): void {
    if (junk === undefined) this.cut();
    else this.parts.client.write(junk);
  }
}
