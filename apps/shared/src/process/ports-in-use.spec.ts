import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { portsInUse } from './ports-in-use.js';

it('names every port that somebody else listens on, and the variable that moves ours', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await portsInUse('127.0.0.1', [{ variable: 'PORT', port }])).toEqual([
    `Port ${port} is in use (is the sample running already?). Set PORT to another one.`,
  ]);
  server.close();
  await once(server, 'close');
  expect(await portsInUse('127.0.0.1', [{ variable: 'PORT', port }])).toEqual([]);
});
