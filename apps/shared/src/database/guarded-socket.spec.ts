import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { GuardedSocket } from './guarded-socket.js';

/** A socket that is about to be told something. */
async function hearing(words: string): Promise<{ readonly socket: GuardedSocket; close(): void }> {
  const server = createServer((client) => client.on('error', () => undefined).end(words));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = new GuardedSocket();
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
  return { socket, close: () => server.close() };
}

describe('a guarded socket', () => {
  it('is closed with the error of a reader that cannot cope, which is not thrown at the process', async () => {
    const { socket, close } = await hearing('junk');
    const failure = new RangeError('Invalid array length');
    socket.on('data', () => {
      throw failure;
    });
    const [error] = (await once(socket, 'error')) as [Error];
    expect([error, socket.destroyed]).toEqual([failure, true]);
    close();
  });

  it('hands on what it is sent', async () => {
    const { socket, close } = await hearing('sense');
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(String(data)).toBe('sense');
    close();
  });
});
