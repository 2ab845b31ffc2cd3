import { Controller, Get, Injectable } from '@nestjs/common';
import {
  anyOf,
  DescribesSubjects,
  HasRole,
  MinimumClearance,
  not,
  permit,
  Policy,
  type AccessPolicy,
  type PolicyInput,
  type PoliciesOptions,
  type Principal,
  type SubjectDescriber,
  type SubjectDescription,
} from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bootFindings } from './support/boot.js';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const seen = vi.fn<(input: PolicyInput) => void>();
const describeSubject = vi.fn<SubjectDescriber['describe']>();

class Witness implements AccessPolicy {
  evaluate(input: PolicyInput) {
    seen(input);
    return permit();
  }
}

@Injectable()
@DescribesSubjects()
class Staff implements SubjectDescriber {
  describe(principal: Principal, options: { readonly signal: AbortSignal }) {
    return describeSubject(principal, options);
  }
}

@Injectable()
@DescribesSubjects()
class OtherStaff extends Staff {}

@DescribesSubjects()
class Speechless {}

@Controller()
class StaffController {
  @Get('seen') @Policy(Witness, not(HasRole('banned')), anyOf(Witness, HasRole('x'))) seen(): string {
    return 'seen';
  }
  @Get('cleared') @Policy(MinimumClearance(3)) cleared(): string {
    return 'cleared';
  }
}

interface Setup {
  readonly platform: Platform;
  readonly policies?: PoliciesOptions;
  readonly withStaff?: boolean;
}

function start({ platform, policies, withStaff = false }: Setup): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    controllers: [StaffController],
    providers: [Witness, ...(withStaff ? [Staff] : [])],
    options: { policies, stageTimeoutMs: 200 },
  });
}

beforeEach(() => void vi.clearAllMocks());

describe.each(PLATFORMS)('on %s a subject', (platform) => {
  it('is described by the claims that the mapping names', async () => {
    const claims = {
      roles: 'realm_access.roles',
      department: ['https://example.com/department'],
      clearance: 'level',
      attributes: {
        regions: { type: 'string[]', claim: 'geo.regions' },
        temporary: { type: 'boolean' },
        absent: { type: 'number' },
      },
    } as const;
    await using app = await start({ platform, policies: { claims } });
    const token = {
      realm_access: { roles: ['clerk'] },
      roles: ['admin'],
      'https://example.com/department': 'sales',
      level: 2,
      tier: 'pro',
      tenant: 'acme',
      geo: { regions: ['north'] },
      temporary: false,
    };
    expect((await app.request('GET', '/seen', { as: 'bob', claims: token })).status).toBe(200);
    expect(seen.mock.calls[0]?.[0].subject).toMatchObject({
      id: 'bob',
      roles: ['clerk'],
      department: 'sales',
      clearance: 2,
      tier: 'pro',
      tenant: 'acme',
      attributes: { regions: ['north'], temporary: false },
    });
    expect(seen.mock.calls[0]?.[0].subject.attributes).not.toHaveProperty('absent');
  });

  it('of whom nothing is said has no role and no clearance', async () => {
    await using app = await start({ platform });
    expect((await app.request('GET', '/seen', { as: 'bob' })).status).toBe(200);
    const { roles, clearance, department, tier, tenant, permissions } = seen.mock.calls[0]?.[0].subject ?? {};
    expect([roles, clearance, department, tier, tenant, permissions?.size]).toEqual([
      [],
      undefined,
      undefined,
      undefined,
      undefined,
      0,
    ]);
    expect((await app.request('GET', '/cleared', { as: 'bob' })).status).toBe(403);
  });

  it.each<Readonly<Record<string, unknown>>>([
    { roles: 'banned' },
    { roles: null },
    { roles: { 0: 'banned' } },
    { roles: ['clerk', 7] },
    { roles: [''] },
    { clearance: '3' },
    { clearance: null },
    { clearance: [3] },
    { clearance: 3.5 },
    { department: 7 },
    { department: '' },
    { tenant: ['acme'] },
    { tier: {} },
  ])('with the malformed claim %j is refused by every policy, the inverted ones included', async (claims) => {
    await using app = await start({ platform });
    const response = await app.request('GET', '/seen', { as: 'bob', claims });
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'ZT_POLICY_DENIED' }),
    ]);
    expect(seen).not.toHaveBeenCalled();
    const [name] = Object.keys(claims);
    expect((await app.recorded(1))[0]?.reason).toContain(`the caller cannot be described: the claim ${name}`);
  });

  it('is described by the provider, once per request, and its word goes before the claims', async () => {
    await using app = await start({ platform, withStaff: true });
    describeSubject.mockResolvedValue({
      clearance: 3,
      roles: ['clerk'],
      permissions: ['a'],
      attributes: { desk: 7 },
    });
    const claims = { clearance: 1, roles: ['banned'], department: 'sales' };
    expect((await app.request('GET', '/seen', { as: 'bob', claims })).status).toBe(200);
    expect(describeSubject).toHaveBeenCalledTimes(1);
    const { subject } = seen.mock.calls[0]?.[0] ?? {};
    expect(subject).toMatchObject({
      clearance: 3,
      roles: ['clerk'],
      department: 'sales',
      attributes: { desk: 7 },
    });
    expect(subject?.permissions.has('a')).toBe(true);
    expect((await app.request('GET', '/cleared', { as: 'bob', claims })).status).toBe(200);
    expect(describeSubject).toHaveBeenCalledTimes(2);
  });

  it('is not described from one request to the next: what the provider takes back is gone', async () => {
    await using app = await start({ platform, withStaff: true });
    describeSubject.mockReturnValueOnce({ clearance: 3 }).mockReturnValueOnce({});
    const token = app.issuer.token({ sub: 'bob' });
    const cleared = async (): Promise<number> =>
      (await app.request('GET', '/cleared', { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await cleared(), await cleared()]).toEqual([200, 403]);
  });

  it.each<[string, () => unknown, number]>([
    ['gives nothing', () => undefined, 403],
    ['gives no object', () => 'clerk', 403],
    ['gives null', () => Promise.resolve(null), 403],
    ['gives malformed roles', () => ({ roles: 'clerk' }), 403],
    ['gives a malformed clearance', () => ({ clearance: '9' }), 403],
    ['gives malformed permissions', () => ({ permissions: 'all' }), 403],
    ['gives an odd attribute', () => ({ attributes: { boss: { name: 'x' } } }), 403],
    [
      'fails',
      () => {
        throw new Error('gone');
      },
      503,
    ],
    ['fails later', () => Promise.reject(new Error('gone')), 503],
    ['does not answer', () => new Promise(() => undefined), 503],
  ])('is refused where the provider %s', async (_, answer, status) => {
    await using app = await start({ platform, withStaff: true });
    describeSubject.mockImplementation(answer as () => SubjectDescription);
    expect((await app.request('GET', '/seen', { as: 'bob' })).status).toBe(status);
    expect(seen).not.toHaveBeenCalled();
  });
});

describe('a provider of subjects', () => {
  it('must implement its port, and there is one', async () => {
    const controllers = [StaffController];
    const two = await bootFindings({ controllers, providers: [Witness, Staff, OtherStaff] });
    expect(two.map(({ problem }) => problem)).toEqual(['a second provider has @DescribesSubjects()']);
    const none = await bootFindings({ controllers, providers: [Witness, Speechless] });
    expect(none).toMatchObject([
      { where: 'Speechless', problem: "@DescribesSubjects() has no method 'describe'" },
    ]);
  });
});
