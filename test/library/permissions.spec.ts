import { Controller, Get, Injectable } from '@nestjs/common';
import { DescribesSubjects, Permissions, Posture, Scopes, type SubjectDescriber } from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boot, problems } from './support/boot.js';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';

@Controller('users')
@Permissions('users:read')
class UsersController {
  @Get() list(): string {
    return 'listed';
  }
  @Get('deleted') @Permissions('users:delete') deleted(): string {
    return 'deleted';
  }
  @Get('scoped') @Scopes('users') scoped(): string {
    return 'scoped';
  }
}

const ROLES = { reader: ['users:read'], admin: ['users:read', 'users:delete'], constructor: [] };

describe.each(PLATFORMS)('on %s @Permissions', (platform) => {
  let app: GuardedApp;
  beforeAll(async () => {
    app = await startGuardedApp({
      platform,
      controllers: [UsersController],
      options: { permissions: { roles: ROLES, claim: 'perms.list' } },
    });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const get = (path: string, claims: Readonly<Record<string, unknown>>, scope?: string) =>
    app.request('GET', path, { as: 'alice', claims, scope });

  it('must all be held, those of the class too', async () => {
    expect((await get('/users', { roles: ['reader'] })).status).toBe(200);
    expect((await get('/users/deleted', { roles: ['admin'] })).status).toBe(200);
    expect(
      (await get('/users/deleted', { roles: ['reader'], perms: { list: ['users:delete'] } })).status,
    ).toBe(200);
    expect((await get('/users', { perms: { list: 'users:read users:list' } })).status).toBe(200);
    expect((await get('/users/deleted', { perms: { list: ['users:delete'] } })).status).toBe(403);
  });

  it.each([
    {},
    { roles: [] },
    { roles: ['constructor'] },
    { roles: ['toString'] },
    { roles: ['Reader'] },
    { perms: { list: ['users:*', '*', 'users', 'users:read:own'] } },
    { perms: { list: [['users:read']] } },
    { perms: ['users:read'] },
    { 'perms.list': ['users:read'] },
  ])('are not held with %j', async (claims) => {
    const response = await get('/users', claims);
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toBeNull();
    expect(await response.json()).toMatchObject({
      code: 'ZT_PERMISSION_MISSING',
      detail: 'You do not have the permission users:read.',
    });
  });

  it('come after scopes, whose challenge tells clients what to ask for', async () => {
    const response = await get('/users/scoped', {}, 'other');
    expect(await response.json()).toMatchObject({ code: 'ZT_SCOPE_MISSING' });
    expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
    expect(await (await get('/users/scoped', {}, 'users')).json()).toMatchObject({
      code: 'ZT_PERMISSION_MISSING',
    });
    expect((await get('/users/scoped', { roles: ['reader'] }, 'users')).status).toBe(200);
  });

  it('are recorded with what was missing', async () => {
    const before = app.records.length;
    await get('/users/deleted', { roles: ['reader'] });
    const records = await app.recorded(before + 1);
    expect(records.at(-1)).toMatchObject({ code: 'ZT_PERMISSION_MISSING', stage: 'check-scopes' });
  });
});

describe('@Permissions', () => {
  it.each([
    ['users:*', 200],
    ['*', 200],
    ['users:del*', 403],
    ['users:delete:*', 403],
    ['user:*', 403],
  ])('are held by %s, where wildcards are asked for: %i', async (granted, status) => {
    await using app = await startGuardedApp({
      controllers: [UsersController],
      options: { permissions: { claim: 'permissions', wildcards: true } },
    });
    const response = await app.request('GET', '/users/deleted', {
      as: 'alice',
      claims: { permissions: ['users:read', granted] },
    });
    expect(response.status).toBe(status);
  });

  it('may be given by the provider of subjects', async () => {
    @Injectable()
    @DescribesSubjects()
    class Directory implements SubjectDescriber {
      describe({ subject }: { readonly subject: string }) {
        return { permissions: subject === 'alice' ? ['users:read'] : [] };
      }
    }
    await using app = await startGuardedApp({ controllers: [UsersController], providers: [Directory] });
    expect((await app.request('GET', '/users', { as: 'alice' })).status).toBe(200);
    expect((await app.request('GET', '/users', { as: 'bob' })).status).toBe(403);
  });

  it('count as a restriction, and stand in the posture with who holds them', async () => {
    const app = await boot({ controllers: [UsersController], options: { permissions: { roles: ROLES } } });
    const deleted = app
      .get(Posture)
      .routes()
      .find(({ handler }) => handler === 'UsersController.deleted');
    await app.close();
    expect(deleted?.controls['check-scopes']).toEqual([
      'permission users:read (role reader or role admin)',
      'permission users:delete (role admin)',
    ]);
  });

  it('stop the boot where nobody can hold them, or where they are none', async () => {
    @Controller('odd')
    class OddController {
      @Get() @Permissions('users:*', '') odd(): string {
        return '';
      }
    }
    expect(await problems({ controllers: [OddController] })).toEqual([
      'OddController.odd (GET /odd): @Permissions("users:*", "") names no valid permission',
      "OddController.odd (GET /odd): @Permissions('users:*', '') can be held by nobody",
    ]);
  });

  it.each([
    [{ roles: { admin: ['users:*'] } }, 'options.permissions.roles.admin'],
    [{ roles: { admin: ['users:*:own'] }, wildcards: true }, 'options.permissions.roles.admin'],
    [{ roles: { admin: ['two words'] } }, 'options.permissions.roles.admin'],
  ])('are refused as an option: %j', async (permissions, where) => {
    await expect(boot({ controllers: [], options: { permissions } })).rejects.toThrow(where);
  });
});
