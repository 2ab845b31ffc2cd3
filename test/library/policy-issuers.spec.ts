import { Controller, Get, Injectable } from '@nestjs/common';
import {
  DescribesSubjects,
  HasPermission,
  HasRole,
  MinimumClearance,
  OwnerOr,
  Permissions,
  Policy,
  type IssuerOptions,
  type SubjectDescriber,
  type SubjectDescription,
} from 'nestjs-zero-trust';
import { createTokenIssuer, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controllerWith, problems } from './support/boot.js';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

@Controller()
class StaffController {
  @Get('role') @Policy(HasRole('admin')) role(): string {
    return 'in';
  }
  @Get('owner') @Policy(OwnerOr('admin')) owner(): string {
    return 'in';
  }
  @Get('cleared') @Policy(MinimumClearance(3)) cleared(): string {
    return 'in';
  }
  @Get('permitted') @Permissions('users:delete') permitted(): string {
    return 'in';
  }
  @Get('listed') @Permissions('users:list') listed(): string {
    return 'in';
  }
}

const PATHS = ['/role', '/owner', '/cleared', '/permitted', '/listed'];
const CLAIMS = { roles: ['admin'], clearance: 9, permissions: ['users:list'] };
const PERMISSIONS = { claim: 'permissions', roles: { admin: ['users:delete'] } };

let own: TokenIssuer;
let partner: TokenIssuer;

beforeEach(async () => {
  [own, partner] = await Promise.all([createTokenIssuer(), createTokenIssuer()]);
});

afterEach(async () => {
  await Promise.all([own.close(), partner.close()]);
});

function trust({ issuer, audience }: TokenIssuer, rules: Partial<IssuerOptions> = {}): IssuerOptions {
  return { issuer, audience, ...rules };
}

function start(platform: Platform, issuers: readonly IssuerOptions[]): Promise<GuardedApp> {
  const controllers = [StaffController];
  return startGuardedApp({
    platform,
    controllers,
    identity: { issuers },
    options: { permissions: PERMISSIONS },
  });
}

async function statuses({ url }: GuardedApp, issuer: TokenIssuer): Promise<readonly number[]> {
  const headers = { authorization: `Bearer ${issuer.token({ sub: 'mallory', claims: CLAIMS })}` };
  return Promise.all(PATHS.map(async (path) => (await fetch(url + path, { headers })).status));
}

const ALL_IN = PATHS.map(() => 200);
const ALL_OUT = PATHS.map(() => 403);

describe.each(PLATFORMS)('on %s roles, attributes and permissions', (platform) => {
  it('of a partner count for nothing beside those of the own issuer', async () => {
    const issuers = [trust(own, { describesSubjects: true }), trust(partner, { subjectType: 'partner' })];
    await using app = await start(platform, issuers);
    expect([await statuses(app, own), await statuses(app, partner)]).toEqual([ALL_IN, ALL_OUT]);
  });

  it('count for each issuer that is said to be believed, and not for one that is said not to be', async () => {
    const issuers = [
      trust(own, { describesSubjects: false }),
      trust(partner, { subjectType: 'partner', describesSubjects: true }),
    ];
    await using app = await start(platform, issuers);
    expect([await statuses(app, own), await statuses(app, partner)]).toEqual([ALL_OUT, ALL_IN]);
  });

  it('count where there is one issuer, and where all mean the same subjects', async () => {
    await using alone = await start(platform, [trust(own)]);
    expect(await statuses(alone, own)).toEqual(ALL_IN);
    const rules = { sharesSubjects: true };
    await using both = await start(platform, [trust(own, rules), trust(partner, rules)]);
    expect([await statuses(both, own), await statuses(both, partner)]).toEqual([ALL_IN, ALL_IN]);
  });

  it('count for nobody where two of three issuers share subjects and nothing else is said', async () => {
    const third = { ...trust(own), issuer: 'https://third.example.com' };
    const shared = { subjectType: 'partner', sharesSubjects: true };
    const found = await problems({
      controllers: [StaffController],
      options: {
        identity: { issuers: [trust(own), trust(partner, shared), { ...third, ...shared }] },
        permissions: PERMISSIONS,
      },
    });
    expect(found.map((problem) => problem.replace(/^.*: (?=@)/, ''))).toEqual([
      '@Policy(HasRole(admin)) would refuse everybody: no issuer may say what its callers are',
      '@Policy(MinimumClearance(3)) would refuse everybody: no issuer may say what its callers are',
      "@Permissions('users:delete') can be held by nobody",
      "@Permissions('users:list') can be held by nobody",
    ]);
  });
});

let described: SubjectDescription = {};

@Injectable()
@DescribesSubjects()
class Staff implements SubjectDescriber {
  describe(): SubjectDescription {
    return described;
  }
}

describe('policies that ask what their callers are', () => {
  const issuers = [
    { issuer: 'https://auth.example.com', audience: 'https://api.example.com' },
    { issuer: 'https://partner.example.com', audience: 'https://api.example.com', subjectType: 'partner' },
  ];

  it.each([HasRole('x'), HasPermission('x'), MinimumClearance(1)])(
    'stop the boot where nobody says: %o',
    async (policy) => {
      const controllers = [controllerWith('', Policy(policy))];
      expect(await problems({ controllers, options: { identity: { issuers } } })).toEqual([
        `OrdersController.handle (GET /orders): @Policy(${policy.name}) would refuse everybody: no issuer may say what its callers are`,
      ]);
      expect(await problems({ controllers, providers: [Staff], options: { identity: { issuers } } })).toEqual(
        [],
      );
    },
  );
});

describe('a provider of subjects', () => {
  it('takes permissions away that the token claims, and leaves them where it says nothing', async () => {
    await using app = await startGuardedApp({
      controllers: [StaffController],
      providers: [Staff],
      options: { permissions: PERMISSIONS },
    });
    const listed = async (given: SubjectDescription): Promise<number> => {
      described = given;
      return (await app.request('GET', '/listed', { as: 'bob', claims: CLAIMS })).status;
    };
    expect([await listed({ permissions: [] }), await listed({})]).toEqual([403, 200]);
  });
});
