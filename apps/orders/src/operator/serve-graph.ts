import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { once } from 'node:events';
import { RelationshipError, type RelationshipEngine } from 'nestjs-zero-trust';
import {
  GRAPH_QUESTIONS,
  isSocketPath,
  MAX_MESSAGE_BYTES,
  operatorSocket,
  type GraphRequest,
  type GraphResponse,
} from './operator-socket.js';

/** How long a command may take to ask, and to read the answer. */
const TIMEOUT_MS = 30_000;

/**
 * Answers `npm run relationships` while this process owns the embedded database. The folder's permissions say who may ask.
 *
 * @returns how to stop; nothing is served where the system takes no such socket
 */
export async function serveGraph(engine: RelationshipEngine, dataDir: string): Promise<() => Promise<void>> {
  const { folder, path } = operatorSocket(dataDir);
  if (!isSocketPath(path)) return async () => undefined;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The folder may be older than this rule.
  await chmod(folder, 0o700);
  // Of an earlier process: the lock on the database says that it is gone.
  await rm(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void answer(engine, socket);
  });
  await once(server.listen(path), 'listening');
  return () => stop(server, sockets);
}

/** Whoever is still asking must not hold the end of the process. */
async function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  server.close();
  for (const socket of sockets) socket.destroy();
  await once(server, 'close');
}

async function answer(engine: RelationshipEngine, socket: Socket): Promise<void> {
  // Whoever goes away before the answer is written makes an error of it, which would end the process if nobody heard it.
  socket.on('error', () => socket.destroy());
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
  let received = 0;
  socket.on('data', ({ length }: Buffer) => {
    received += length;
    if (received > MAX_MESSAGE_BYTES) socket.destroy();
  });
  try {
    const question = JSON.parse((await buffer(socket)).toString('utf8')) as GraphRequest;
    socket.end(JSON.stringify(await ask(engine, question)));
  } catch {
    // Whoever asked has gone away, or did not speak this language.
    socket.destroy();
  }
}

async function ask(engine: RelationshipEngine, { question, args }: GraphRequest): Promise<GraphResponse> {
  if (!GRAPH_QUESTIONS.includes(question) || !Array.isArray(args))
    return { error: 'There is no such question.' };
  try {
    const method = engine[question] as (...given: readonly unknown[]) => unknown;
    return { result: await method.apply(engine, args) };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The question failed.';
    return error instanceof RelationshipError ? { error: message, reason: error.reason } : { error: message };
  }
}
