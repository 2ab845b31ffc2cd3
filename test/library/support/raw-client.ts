import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const DEADLINE_MS = 3_000;

/** A TCP connection to a server, for what no HTTP client would send. */
export class RawClient implements Disposable {
  readonly #chunks: Buffer[] = [];
  readonly #closed: Promise<unknown>;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    socket.on('error', () => socket.destroy());
    this.#closed = once(socket, 'close');
  }

  static async connect(url: string): Promise<RawClient> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Everything that has come back so far. */
  get received(): string {
    return Buffer.concat(this.#chunks).toString('latin1');
  }

  get bytesReceived(): number {
    return Buffer.concat(this.#chunks).length;
  }

  /** Sends lines, each ended by CRLF. */
  send(...lines: readonly string[]): void {
    this.socket.write(lines.join('\r\n'), 'latin1');
  }

  /** Waits until the answer so far matches. @throws Error if it never does */
  async until(pattern: RegExp): Promise<string> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!pattern.test(this.received)) {
      if (Date.now() > deadline) throw new Error(`${pattern} did not come, only: ${this.received}`);
      await sleep(5);
    }
    return this.received;
  }

  /** Everything, once the server has closed the connection. */
  async toEnd(): Promise<string> {
    const timeout = AbortSignal.timeout(DEADLINE_MS);
    timeout.addEventListener('abort', () => this.socket.destroy(new Error('timeout')));
    await this.#closed;
    return this.received;
  }

  /** Closes abruptly. */
  abort(): void {
    this.socket.resetAndDestroy();
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** Sends one request on a connection of its own. @returns the whole answer */
export async function exchange(url: string, ...lines: readonly string[]): Promise<RawClient> {
  using client = await RawClient.connect(url);
  client.send(...lines);
  await client.toEnd();
  return client;
}

/** The status of an answer. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}
