import { Controller, Get } from '@nestjs/common';
import { RelationshipEngine, Returns, Scopes } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { order, OrderDto } from './support/fields/orders.js';
import { NeedsClearance, OnlyMasked, Orders, OwnerOnly } from './support/fields/policies.js';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';

describe.each(PLATFORMS)('on %s a field', (platform) => {
  it.each([
    ['says no', () => ({ allowed: false }), 200],
    ['cannot be reached', () => Promise.reject(new Error('down')), 503],
    ['answers nothing in time', () => new Promise(() => undefined), 503],
  ])('is never shown when the relationship engine %s', async (_what, check, status) => {
    @Controller('late')
    class LateController {
      @Get() @Scopes('read') @Returns(OrderDto) find(): object {
        return order('1');
      }
    }
    const engine = { check, batchCheck: check, hasRelation: () => true };
    await using app = await startGuardedApp({
      platform,
      controllers: [LateController],
      providers: [NeedsClearance, OwnerOnly, OnlyMasked, Orders],
      options: { stageTimeoutMs: 100 },
      override: (builder) => builder.overrideProvider(RelationshipEngine).useValue(engine),
    });
    const response = await app.request('GET', '/late', { as: 'alice', scope: 'read' });
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain('"notes"');
    const [record] = await app.recorded(1);
    expect(record?.status).toBe(status);
  });
});
