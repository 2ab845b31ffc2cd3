import { describe, expect, it } from 'vitest';
import { memoryAuditSink } from './audit/memory-audit-sink.js';
import { BootError, type Finding } from './kernel/errors.js';
import { resolveOptions } from './resolve-options.js';

const ISSUER = { issuer: 'https://auth.example.com', audience: 'https://api.example.com' };
/** In every test: the default sink would open a file. */
const audit = { sink: memoryAuditSink() };
const VALID = { identity: { issuers: [ISSUER] }, audit };

function findingsOf(options: unknown): readonly Finding[] {
  try {
    resolveOptions(options);
    return [];
  } catch (error) {
    if (error instanceof BootError && error.code === 'ZT_OPTIONS_INVALID') return error.findings;
    throw error;
  }
}

function wheres(options: unknown): readonly string[] {
  return findingsOf(options).map(({ where }) => where);
}

describe('resolveOptions', () => {
  it('needs little more than an issuer, and has a safe default for everything else', () => {
    const { audit: resolvedAudit, ...resolved } = resolveOptions(VALID);
    expect(resolved).toEqual({
      identity: {
        issuers: [
          {
            issuer: ISSUER.issuer,
            audience: [ISSUER.audience],
            algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
            subjectType: 'user',
            sharesSubjects: false,
            describesSubjects: true,
            scopes: ['*'],
            mayManage: true,
            maxTokenLifetimeSeconds: 3600,
            claims: {},
            requiresTenant: false,
          },
        ],
        maxTokenLifetimeSeconds: 3600,
        clockToleranceSeconds: 60,
        keyFetchTimeoutMs: 4000,
        maxStaleKeysSeconds: 3600,
        senderConstrained: false,
        dpop: {
          algorithms: ['ES256', 'EdDSA', 'Ed25519'],
          proofToleranceSeconds: 30,
          requireNonce: false,
          nonceLifetimeSeconds: 300,
        },
        resource: {},
      },
      relationships: undefined,
      visibleBy: {},
      hiddenAnswerMs: 5,
      policies: {
        claims: {
          roles: { type: 'string[]', steps: ['roles'] },
          department: { type: 'string', steps: ['department'] },
          clearance: { type: 'integer', steps: ['clearance'] },
          tier: { type: 'string', steps: ['tier'] },
          tenant: { type: 'string', steps: ['tenant'] },
          attributes: {},
        },
        rules: [],
      },
      permissions: { roles: {}, wildcards: false },
      fields: { undeclared: 'refuse' },
      reportOnly: [],
      standing: { refreshMs: 250, maxStalenessMs: 5_000, maxEntries: 100_000 },
      limits: {
        windowSeconds: 900,
        tiers: { default: 1000 },
        defaultTier: undefined,
        tierClaim: 'tier',
        perAddress: { limit: 3000, windowSeconds: 60 },
        storageTimeoutMs: 500,
      },
      sunsets: {},
      lifecycle: { warnDays: 30, activeDays: 30, historyDays: 90, onWarning: undefined },
      trustedProxies: [],
      state: {},
      rawRoutes: {},
      stageTimeoutMs: 5_000,
      maxBodyBytes: 102_400,
      maxPayloadValues: 2_000,
      global: true,
      management: false,
      clock: { now: expect.any(Function) },
    });
    expect(resolvedAudit.sink).toBe(audit.sink);
  });

  it('treats an option that is set to undefined as one that is not given', () => {
    const limits = { windowSeconds: undefined, tiers: undefined, perAddress: { limit: undefined } };
    const resolved = resolveOptions({ ...VALID, limits, stageTimeoutMs: undefined, visibleBy: undefined });
    expect(resolved.limits).toEqual(resolveOptions(VALID).limits);
    expect(resolved.stageTimeoutMs).toBe(5_000);
  });

  it('keeps a zero that means something', () => {
    const resolved = resolveOptions({
      ...VALID,
      identity: { issuers: [ISSUER], clockToleranceSeconds: 0 },
      limits: { tiers: { blocked: 0 } },
    });
    expect(resolved.identity.clockToleranceSeconds).toBe(0);
    expect(resolved.limits.tiers).toEqual({ blocked: 0 });
  });

  it('reports every problem at once, each with its path', () => {
    const options = {
      identity: {
        issuers: [
          { ...ISSUER, issuer: 'http://auth.example.com', algorithms: ['HS256', 'none'] },
          { subjectType: 'partner' },
        ],
      },
      visibleBy: { order: '' },
      limits: { windowSeconds: 1.5, tiers: {}, perAddress: { limit: 0 } },
      sunsets: { v1: '2027-02-30' },
      lifecycle: { warnDays: 0, onWarning: 'log' },
      trustedProxies: ['10/8', 'localhost'],
      rawRoutes: { docs: 'no slash', '/docs': '' },
      stageTimeoutMs: 0,
      maxBodyBytes: '1mb',
      global: 1,
    };
    expect(wheres(options).toSorted()).toEqual([
      'options.global',
      'options.identity.issuers[0].algorithms[0]',
      'options.identity.issuers[0].algorithms[1]',
      'options.identity.issuers[0].issuer',
      'options.identity.issuers[1].audience',
      'options.identity.issuers[1].issuer',
      'options.lifecycle.onWarning',
      'options.lifecycle.warnDays',
      'options.limits.perAddress.limit',
      'options.limits.tiers',
      'options.limits.windowSeconds',
      'options.maxBodyBytes',
      'options.rawRoutes./docs',
      'options.rawRoutes.docs',
      'options.stageTimeoutMs',
      'options.sunsets.v1',
      'options.trustedProxies[0]',
      'options.trustedProxies[1]',
      'options.visibleBy.order',
    ]);
  });

  it.each([
    ['options', { ...VALID, trustProxy: true }],
    ['options.identity', { identity: { issuers: [ISSUER], jwksUri: 'https://x' } }],
    ['options.identity.issuers[0]', { identity: { issuers: [{ ...ISSUER, alg: 'none' }] } }],
    ['options.limits', { ...VALID, limits: { limit: 1 } }],
    ['options.limits.perAddress', { ...VALID, limits: { perAddress: { ttl: 1 } } }],
    ['options.audit', { ...VALID, audit: { sinks: [] } }],
  ])('refuses a key that %s does not have', (level, options) => {
    expect(findingsOf(options)).toEqual([
      {
        where: expect.stringMatching(`^${level.replaceAll(/[[\].]/g, '\\$&')}\\.\\w+$`),
        problem: 'is not an option',
        remedy: expect.any(String),
      },
    ]);
  });

  it.each([undefined, null, [], 'options', 1])('refuses %j in place of options', (options) => {
    expect(wheres(options)).toEqual(['options']);
  });

  it.each([null, [], {}, ''])('refuses %j in place of an audience', (audience) => {
    const remedies = findingsOf({ identity: { issuers: [{ ...ISSUER, audience }] } }).map(
      ({ remedy }) => remedy,
    );
    expect(remedies).toEqual(['It should be a text or a list of texts, none of them empty.']);
  });

  it('refuses a default tier that does not exist', () => {
    expect(wheres({ ...VALID, limits: { tiers: { free: 1 }, defaultTier: 'gold' } })).toEqual([
      'options.limits.defaultTier',
    ]);
    expect(wheres({ ...VALID, limits: { tiers: { free: 1 }, defaultTier: 'toString' } })).toEqual([
      'options.limits.defaultTier',
    ]);
    expect(wheres({ ...VALID, limits: { tiers: { free: 1 }, defaultTier: 'free' } })).toEqual([]);
  });

  it.each(['write', 'fault', 'flush', 'close'])("refuses an audit sink without '%s'", (method) => {
    expect(wheres({ ...VALID, audit: { sink: { ...memoryAuditSink(), [method]: undefined } } })).toEqual([
      'options.audit.sink',
    ]);
  });

  it('refuses a clock, an engine and a storage that have none of their methods', () => {
    const limits = { storage: {} };
    expect(wheres({ ...VALID, clock: {}, relationships: {}, limits }).toSorted()).toEqual([
      'options.clock',
      'options.limits.storage',
      'options.relationships',
    ]);
  });

  it('quotes no value in its message, because a value may be a secret', () => {
    const secret = 'hunter2';
    const options = {
      identity: { issuers: [{ ...ISSUER, issuer: `https://u:${secret}@x` }] },
      stageTimeoutMs: secret,
    };
    expect(() => resolveOptions(options)).toThrow(BootError);
    expect(JSON.stringify(findingsOf(options))).not.toContain(secret);
  });
});

describe('the option sunsets', () => {
  const DATE = '2027-12-31';
  const WINDOW = { from: '2027-10-01T09:00Z', until: '2027-10-01T10:00Z' };

  it('takes a date, alone or with brownouts, and keeps them apart from what it was given', () => {
    const brownouts = [{ ...WINDOW }];
    const { sunsets } = resolveOptions({ ...VALID, sunsets: { v1: DATE, v2: { date: DATE, brownouts } } });
    brownouts.push(WINDOW);
    expect(sunsets).toEqual({ v1: DATE, v2: { date: DATE, brownouts: [WINDOW] } });
  });

  it.each([
    ['no date', {}, 'options.sunsets.v1.date'],
    ['a date that is none', { date: 'soon' }, 'options.sunsets.v1.date'],
    ['a misspelt part', { date: DATE, brownout: [] }, 'options.sunsets.v1.brownout'],
    ['half a window', { date: DATE, brownouts: [{ from: DATE }] }, 'options.sunsets.v1.brownouts[0].until'],
    [
      'a name in a window',
      { date: DATE, brownouts: [{ ...WINDOW, from: 'v0' }] },
      'options.sunsets.v1.brownouts[0].from',
    ],
    ['nothing', null, 'options.sunsets.v1'],
    ['a list', [DATE], 'options.sunsets.v1'],
  ])('refuses %s, and says where', (_what, v1, where) => {
    expect(wheres({ ...VALID, sunsets: { v1 } })).toEqual([where]);
  });
});

describe('the resolved options', () => {
  const given = {
    identity: { issuers: [{ ...ISSUER, audience: ['a', 'b'], algorithms: ['ES256'] }] },
    visibleBy: { order: 'viewer' },
    limits: { tiers: { free: 1 }, perAddress: { limit: 5 } },
    sunsets: { v1: '2027-12-31' },
    trustedProxies: ['10.0.0.0/8'],
    rawRoutes: { '/docs/*': 'the manual' },
  };

  it('are frozen all the way down', () => {
    expect(notFrozen(resolveOptions({ ...given, audit }), ['clock', 'sink'])).toEqual([]);
  });

  it('hold the storage that was given, not a frozen one, because it has state of its own', () => {
    const storage = { increment: () => undefined, connections: [] };
    const { limits } = resolveOptions({ ...given, audit, limits: { storage } });
    expect(limits.storage).toBe(storage);
    expect([storage, storage.connections].map(Object.isFrozen)).toEqual([false, false]);
  });

  it('share nothing with what the caller passed, which is neither frozen nor changed', () => {
    const copy = structuredClone(given);
    const resolved = resolveOptions({ ...copy, audit });
    expect(copy).toEqual(given);
    expect(notFrozen(copy, [])).toEqual(notFrozen(structuredClone(given), []));
    copy.trustedProxies.push('0.0.0.0/0');
    copy.limits.tiers.free = 1_000_000;
    copy.identity.issuers[0]?.audience.push('everything');
    expect(resolved.trustedProxies).toEqual(['10.0.0.0/8']);
    expect(resolved.limits.tiers).toEqual({ free: 1 });
    expect(resolved.identity.issuers[0]?.audience).toEqual(['a', 'b']);
  });
});

/** Paths of every object in `value` that could still be changed, but for those under the names in `except`. */
function notFrozen(value: object, except: readonly string[], path = ''): readonly string[] {
  const own = Object.isFrozen(value) ? [] : [`${path}/`];
  const parts = Object.entries(value as Record<string, unknown>).flatMap(([name, part]) =>
    typeof part === 'object' && part !== null && !except.includes(name)
      ? notFrozen(part, except, `${path}/${name}`)
      : [],
  );
  return [...own, ...parts];
}
