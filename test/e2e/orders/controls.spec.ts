import { Posture, type RoutePosture } from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

describe('the orders API', () => {
  it('demands of each route what it is meant to', async () => {
    const routes = server.app.get(Posture, { strict: false }).routes();
    await expect(`${routes.map(formatRoute).join('\n\n')}\n`).toMatchFileSnapshot('controls.txt');
  });
});

/** One route with all that it demands, one demand a line. */
function formatRoute({ method, path, controls, ...route }: RoutePosture): string {
  const reasons = Object.entries({ public: route.public, 'no object check': route.noObjectCheck });
  const stated = reasons.flatMap(([title, reason]) => (reason === null ? [] : [`${title}: ${reason}`]));
  const demands = Object.entries(controls).flatMap(([stage, list]) =>
    list.map((demand) => `${stage}: ${demand}`),
  );
  return [`${method} ${path}`, ...[...stated, ...demands].map((text) => `  ${text}`)].join('\n');
}
