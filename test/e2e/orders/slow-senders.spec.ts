import { memoryAuditSink } from 'nestjs-zero-trust/testing';
import { createOrdersApp, openOrdersDatabase } from '@sample/orders';
import { expect, it } from 'vitest';
import { testEnvironment } from '../support/orders-server.js';
import { openTestDatabase } from '../support/test-storage.js';

it.each(['express', 'fastify'] as const)(
  'on %s a request is waited for 30 s at most',
  { timeout: 60_000 },
  async (httpAdapter) => {
    const database = await openTestDatabase(openOrdersDatabase);
    const environment = { ...testEnvironment('http://127.0.0.1:1'), httpAdapter };
    const { app, close } = await createOrdersApp({ environment, database, auditSink: memoryAuditSink() });
    await app.listen(0, '127.0.0.1');
    const { headersTimeout, requestTimeout } = app.getHttpServer();
    await close();
    await database.close();
    expect([headersTimeout, requestTimeout]).toEqual([10_000, 30_000]);
  },
);
