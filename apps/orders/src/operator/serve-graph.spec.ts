import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { embeddedRelationships, type RelationshipEngine } from 'nestjs-zero-trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { operatorSocket } from './operator-socket.js';
import { serveGraph } from './serve-graph.js';

const MODEL = 'model\n  schema 1.1\ntype user\ntype doc\n  relations\n    define viewer: [user]\n';
/** Their list is more than a socket takes at once, so that the answer is still being written when its reader goes. */
const TUPLES = Array.from({ length: 20_000 }, (_, index) => `doc:${index}#viewer@user:${index}`);
const QUESTION = JSON.stringify({ question: 'read', args: [{}] });

let dataDir: string;
let engine: RelationshipEngine;
let stop: () => Promise<void>;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'operator-'));
  engine = await embeddedRelationships({ model: MODEL, tuples: TUPLES }).create();
  stop = await serveGraph(engine, dataDir);
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function open(): Promise<Socket> {
  const socket = connect({ path: operatorSocket(dataDir).path, allowHalfOpen: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe('the socket for operators', () => {
  it.each([0, 1, 20])('goes on answering after one who asked and went away after %i ms', async (afterMs) => {
    const errors: unknown[] = [];
    const note = (error: unknown): void => void errors.push(error);
    process.on('uncaughtException', note);
    try {
      const gone = await open();
      gone.end(QUESTION);
      await wait(afterMs);
      gone.destroy();
      const socket = await open();
      socket.end(QUESTION);
      const { result } = JSON.parse(await text(socket)) as { result: readonly unknown[] };
      await wait(50);
      expect([result.length, errors]).toEqual([TUPLES.length, []]);
    } finally {
      process.off('uncaughtException', note);
      await stop();
    }
  });

  it('does not hold the end of the process for a question that was never finished', async () => {
    const socket = await open();
    socket.write('{');
    const start = performance.now();
    await stop();
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
