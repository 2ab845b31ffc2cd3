import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from '../../library/support/raw-client.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { ODD_REQUESTS, type OddRequest } from './odd-requests.js';

let express: OrdersServer;
let fastify: OrdersServer;

beforeAll(async () => {
  express = await startOrdersServer({ environment: { httpAdapter: 'express' } });
  fastify = await startOrdersServer({ environment: { httpAdapter: 'fastify' } });
});

afterAll(async () => {
  await express.stop();
  await fastify.stop();
});

/** Headers that mean something to the caller. */
const TELLING =
  /^(?:accept|allow|access-control-.*|cache-control|content-type|etag|retry-after|ratelimit.*|vary|www-authenticate|x-content-type-options|x-powered-by):/;

/** What differs from one process to the next: identifiers, times and signatures. */
const anonymous = (text: string): string =>
  text
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '(id)')
    .replaceAll(/"(?:createdAt|updatedAt|nextCursor)":"[^"]+"/g, '(changing)')
    .replaceAll(/^date: .*\r\n/gim, '');

/** What comes back: status line, telling headers, body. */
async function ask(server: OrdersServer, [target = '', ...rest]: OddRequest): Promise<readonly unknown[]> {
  const lines = rest.map((line) => line.replace('TOKEN', `Bearer ${server.token('alice')}`));
  const tail = lines.includes('') ? lines : [...lines, '', ''];
  const head = [`${target} HTTP/1.1`, 'Host: x', 'Connection: close'];
  const { received } = await exchange(server.address, ...head, ...tail);
  const [top = '', ...body] = anonymous(received).split('\r\n\r\n');
  const [status, ...headers] = top.split('\r\n').map((line) => line.replace(/^[^:]+:/, lowerCase));
  return [status, headers.filter((header) => TELLING.test(header)).toSorted(), body.join('').toLowerCase()];
}

const lowerCase = (text: string): string => text.toLowerCase();

const named = (requests: readonly OddRequest[]) =>
  requests.map((request) => ({ name: request.join(' | ').slice(0, 120), request }));

describe.each(Object.entries(ODD_REQUESTS))('Express and Fastify answer alike: %s', (_, requests) => {
  it.each(named(requests))('$name', async ({ request }) => {
    expect(await ask(fastify, request)).toEqual(await ask(express, request));
  });
});

describe('after all that', () => {
  const told = ({ records }: OrdersServer) =>
    records.map(({ decision, code, stage, reason, method, route, path, status, resource, aborted }) =>
      anonymous(
        JSON.stringify({ decision, code, stage, reason, method, route, path, status, resource, aborted }),
      ),
    );

  it('both have recorded the same, request by request', async () => {
    await expect.poll(() => fastify.records.length).toBe(express.records.length);
    expect(express.records.length).toBeGreaterThan(100);
    expect(told(fastify)).toEqual(told(express));
  });
});
