import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Logger, type Type } from '@nestjs/common';
import {
  anyOf,
  CanAccess,
  LoadsResource,
  not,
  Policy,
  PolicyRules,
  ReturnsUnfiltered,
  rule,
  Scopes,
  type ResourceAttributes,
  type ResourceLoader,
} from 'nestjs-zero-trust';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  PLATFORMS,
  startGuardedApp,
  type GuardedApp,
  type GuardedAppOptions,
  type Platform,
} from './support/guarded-app.js';

const RULES = `
attributes:
  subject: { region: string }
rules:
  confidential:
    description: Confidential orders are for clearance 3 and more.
    permit_if: object.classification == "internal" || subject.clearance >= 3
    cases:
      - { name: internal, given: { object: { classification: internal } }, expect: permit }
  contractors:
    description: For contractors.
    permit_if: '"contractor" in subject.roles'
  europe:
    description: For Europe.
    permit_if: subject.attributes.region == "eu"
`;

const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

interface Order {
  readonly classification: string;
}

@LoadsResource('order')
class OrderLoader implements ResourceLoader<Order> {
  load(): Order {
    return { classification: 'confidential' };
  }

  attributes({ classification }: Order): ResourceAttributes {
    return { classification };
  }
}

@Controller('orders')
@ReturnsUnfiltered('plain texts')
class OrdersController {
  @Get(':id') @CanAccess('viewer', 'order') @Policy(rule('confidential')) find(): string {
    return 'found';
  }
  @Get(':id/export')
  @CanAccess('viewer', 'order')
  @Policy(rule('confidential'), anyOf(not(rule('contractors')), rule('europe')))
  export(): string {
    return 'exported';
  }
}

@Controller()
@ReturnsUnfiltered('plain texts')
class TypingController {
  @Get('typo') @Scopes('a') @Policy(rule('confidentail')) typo(): string {
    return 'never';
  }
}

let folder = '';
let file = '';

beforeEach(async () => {
  vi.restoreAllMocks();
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
  file = join(folder, 'orders.yaml');
  await writeFile(file, RULES);
});

afterEach(() => rm(folder, { recursive: true }));

function start(platform: Platform, init: Partial<GuardedAppOptions> = {}): Promise<GuardedApp> {
  const { options, ...rest } = init;
  return startGuardedApp({
    platform,
    controllers: [OrdersController as Type],
    providers: [OrderLoader],
    options: {
      policies: { rules: [file], claims: { attributes: { region: { type: 'string' } } } },
      ...options,
    },
    ...rest,
  });
}

function reportOf(app: GuardedApp, scope: string): Promise<Response> {
  return app.request('GET', '/zero-trust/policies', { as: 'officer', scope });
}

function statusOf(app: GuardedApp, path: string, claims: Readonly<Record<string, unknown>>): Promise<number> {
  return app.request('GET', path, { as: 'bob', claims }).then(({ status }) => status);
}

async function refusalOf(starting: Promise<GuardedApp>): Promise<string> {
  try {
    await using app = await starting;
    return `it started at ${app.url}`;
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
}

describe.each(PLATFORMS)('rules of a file, on %s', (platform) => {
  it('are reported to those who run the application, with what is wrong with newer ones', async () => {
    vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    await using app = await start(platform, { options: { management: true } });
    expect((await reportOf(app, 'read')).status).toBe(403);
    const { version } = app.app.get(PolicyRules).status;
    const good = await reportOf(app, 'security:read');
    const expected = { version, rules: 3, since: expect.stringMatching(ISO_TIME), rejected: null };
    expect(await good.json()).toEqual(expected);
    await writeFile(file, RULES.replace('clearance >= 3', 'clearance >= "3"'));
    await app.app.get(PolicyRules).reload();
    expect(await (await reportOf(app, 'security:read')).json()).toEqual({
      ...expected,
      rejected: {
        at: expect.stringMatching(ISO_TIME),
        findings: expect.arrayContaining([
          expect.objectContaining({ where: `${file}:7:55`, problem: expect.any(String) }),
        ]),
      },
    });
  });

  it('guard routes, alone and combined with other policies', async () => {
    await using app = await start(platform);
    const answers = [
      ['/orders/1', { clearance: 3 }, 200],
      ['/orders/1', { clearance: 2 }, 403],
      ['/orders/1', {}, 403],
      ['/orders/1/export', { clearance: 3 }, 200],
      ['/orders/1/export', { clearance: 3, roles: ['contractor'] }, 403],
      ['/orders/1/export', { clearance: 3, roles: ['contractor'], region: 'us' }, 403],
      ['/orders/1/export', { clearance: 3, roles: ['contractor'], region: 'eu' }, 200],
    ] as const;
    for (const [path, claims, status] of answers)
      expect([path, claims, await statusOf(app, path, claims)]).toEqual([path, claims, status]);
  });

  it('are named in the record of the request with their version, and not in the answer', async () => {
    await using app = await start(platform);
    const response = await app.request('GET', '/orders/1', { as: 'bob', claims: { clearance: 2 } });
    const { version } = app.app.get(PolicyRules).status;
    const [record] = await app.recorded(1);
    expect(JSON.stringify(record)).toContain(`confidential@${version}`);
    expect(await response.text()).not.toMatch(/confidential|clearance/i);
  });

  it('change while the application runs, and stay when the change is no good', async () => {
    await using app = await start(platform);
    const rules = app.app.get(PolicyRules);
    await writeFile(file, RULES.replace('subject.clearance >= 3', 'subject.clearance >= 2'));
    await vi.waitFor(async () => expect(await statusOf(app, '/orders/1', { clearance: 2 })).toBe(200), {
      timeout: 5_000,
    });
    await writeFile(file, RULES.replace('subject.clearance >= 3', 'true || subject.clearence'));
    await vi.waitFor(() => expect(rules.status.rejected?.findings).toHaveLength(1), { timeout: 5_000 });
    expect(await statusOf(app, '/orders/1', { clearance: 1 })).toBe(403);
    expect(await statusOf(app, '/orders/1', { clearance: 2 })).toBe(200);
  });

  it('stop the boot with everything that is wrong, in files and on routes, at once', async () => {
    await writeFile(
      file,
      RULES.replace('subject.clearance >= 3', 'subject.clearence >= 3').replace('"eu"', '7'),
    );
    const message = await refusalOf(start(platform, { controllers: [OrdersController, TypingController] }));
    expect(message).toMatch(/^ZT_BOOT_REFUSED/);
    expect(message).toContain('orders.yaml:7:55: there is no attribute "subject.clearence"');
    expect(message).toContain('orders.yaml:15:16: no such overload: string == int');
    expect(message).toContain(
      "TypingController.typo (GET /typo): it names the rule 'confidentail', which no file has",
    );
  });

  it('stop the boot when they mask fields of a route that does not say which it returns', async () => {
    const masking = 'clearance >= 3\n    obligations: { mask: [marginCents] }';
    await writeFile(file, RULES.replace('clearance >= 3', masking));
    expect(await refusalOf(start(platform))).toMatch(/OrdersController\.find .*rule\(confidential\).*mask/);
  });

  it('stop the boot when one of their cases fails', async () => {
    await writeFile(file, RULES.replace('expect: permit', 'expect: deny'));
    expect(await refusalOf(start(platform))).toContain("the case 'internal' of 'confidential' fails");
  });

  it('stop the boot once, not for each route, when their file is not there', async () => {
    const message = await refusalOf(start(platform, { options: { policies: { rules: [`${file}.bak`] } } }));
    expect(message).toContain('orders.yaml.bak: is not there');
    expect(message).toContain('one thing to mend');
  });

  it('stop the boot when a route names one and no file is named', async () => {
    const message = await refusalOf(start(platform, { options: { policies: {} } }));
    expect(message).toContain("it names the rule 'confidential', which no file has");
  });
});
