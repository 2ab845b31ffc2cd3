import { Posture } from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { postureLines } from '../support/posture-lines.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

describe('the orders API', () => {
  it('demands of each route what it is meant to', async () => {
    const routes = server.app.get(Posture, { strict: false }).routes();
    await expect(postureLines(routes)).toMatchFileSnapshot('controls.txt');
  });
});
