import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { boundRequestTimes } from './bound-request-times.js';

it('gives a header 10 s and a request 30 s', () => {
  const server = createServer();
  boundRequestTimes(server);
  expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000]);
});
