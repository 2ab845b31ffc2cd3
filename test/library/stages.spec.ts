import { Body, Controller, Injectable, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import {
  CanAccess,
  denied,
  LoadsResource,
  permit,
  Policy,
  Scopes,
  Sunset,
  type AccessPolicy,
  type PolicyInput,
  type ResourceLoader,
} from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type RequestOptions } from './support/guarded-app.js';

const END = Date.parse('2030-01-01T00:00:00Z');
let now = END;
let loads = 0;
let handled = 0;

interface Order {
  readonly id: string;
}

@Injectable()
@LoadsResource('order')
class CountingLoader implements ResourceLoader<Order> {
  load(id: string): Order {
    loads += 1;
    return { id };
  }
}

@Injectable()
class NobodyFromGlobex implements AccessPolicy<Order> {
  evaluate({ subject }: PolicyInput<Order>) {
    return subject.principal.claims['department'] === 'sales' ? permit() : denied('not in sales');
  }
}

class Note {
  @IsString() text!: string;
}

@Controller('orders')
class OrdersController {
  @Post(':id/notes')
  @Sunset('2030-01-01')
  @Scopes('orders:write')
  @CanAccess('viewer', 'order')
  @Policy(NobodyFromGlobex)
  addNote(@Body() note: Note): Note {
    handled += 1;
    return note;
  }
}

/** Requests that each mend the fault which stopped the one before, and the stage that stops them. */
const LADDER: readonly (RequestOptions & {
  readonly path: string;
  readonly stage: string;
  readonly status: number;
})[] = [
  { stage: 'authenticate', status: 401, path: '/orders/2/notes', json: {} },
  {
    stage: 'limit-principal',
    status: 429,
    path: '/orders/2/notes',
    as: 'mallory',
    claims: { tier: 'none' },
    json: {},
  },
  {
    stage: 'check-scopes',
    status: 403,
    path: '/orders/2/notes',
    as: 'alice',
    scope: 'orders:read',
    json: {},
  },
  {
    stage: 'check-relationship',
    status: 403,
    path: '/orders/2/notes',
    as: 'alice',
    scope: 'orders:write',
    json: {},
  },
  {
    stage: 'check-policies',
    status: 403,
    path: '/orders/1/notes',
    as: 'alice',
    scope: 'orders:write',
    json: {},
  },
  {
    stage: 'inspect-request',
    status: 400,
    path: '/orders/1/notes',
    as: 'alice',
    scope: 'orders:write',
    claims: { department: 'sales' },
    json: {},
  },
];

function start(platform: (typeof PLATFORMS)[number]): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    clock: { now: () => now },
    controllers: [OrdersController],
    providers: [CountingLoader, NobodyFromGlobex],
    options: { limits: { tiers: { none: 0, free: 100 }, defaultTier: 'free' } },
  });
}

beforeEach(() => {
  now = END - 1;
  loads = 0;
  handled = 0;
});

describe.each(PLATFORMS)('on %s the walk', (platform) => {
  it('asks in the order of the table: of all faults of a request the first stage names its own', async () => {
    await using app = await start(platform);
    now = END;
    for (const { path, ...init } of LADDER) expect((await app.request('POST', path, init)).status).toBe(410);
    now = END - 1;
    for (const { path, status, ...init } of LADDER) {
      expect((await app.request('POST', path, init)).status).toBe(status);
    }
    const records = await app.recorded(2 * LADDER.length);
    expect(records.map(({ stage }) => stage)).toEqual([
      ...LADDER.map(() => 'check-lifecycle'),
      ...LADDER.map(({ stage }) => stage),
    ]);
  });

  it('ends at the first deny: nothing is loaded for whom the graph refuses, nothing is handled', async () => {
    await using app = await start(platform);
    for (const { path, ...init } of LADDER.slice(0, 4)) await app.request('POST', path, init);
    expect({ loads, handled }).toEqual({ loads: 0, handled: 0 });
    for (const { path, ...init } of LADDER.slice(4)) await app.request('POST', path, init);
    expect({ loads, handled }).toEqual({ loads: 2, handled: 0 });
  });

  it('names in the record what each stage before the deny had granted, and nothing after it', async () => {
    await using app = await start(platform);
    for (const { path, ...init } of LADDER) await app.request('POST', path, init);
    const records = await app.recorded(LADDER.length);
    const last = records.map(({ evidence }) => Object.keys(evidence ?? {}).at(-1));
    expect(last.slice(2, 5)).toEqual(['check-scopes', 'check-relationship', 'check-policies']);
    expect(records.map(({ resource }) => resource.length)).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('lets a request through that has no fault, and records who did what with which object', async () => {
    await using app = await start(platform);
    const faultless = {
      as: 'alice',
      scope: 'orders:write',
      claims: { department: 'sales' },
      json: { text: 'hi' },
    };
    expect((await app.request('POST', '/orders/1/notes', faultless)).status).toBe(201);
    expect((await app.recorded(1))[0]).toMatchObject({
      decision: 'allow',
      route: 'POST /orders/:id/notes',
      path: '/orders/1/notes',
      identity: { issuer: app.issuer.issuer, subject: 'alice' },
      clientId: 'test-client',
      resource: ['order:1'],
      status: 201,
    });
    expect({ loads, handled }).toEqual({ loads: 1, handled: 1 });
  });
});
