import {
  All,
  Controller,
  Get,
  Head,
  Module,
  Post,
  RequestMethod,
  Scope,
  Version,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { Posture, Public, Scopes } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { boot, bootFindings, type BootInit } from './support/boot.js';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';

/** `GET /path` of every route, with its scopes. */
async function routes(init: BootInit): Promise<readonly string[]> {
  const app = await boot(init);
  const found = app.get(Posture).routes();
  await app.close();
  const own = found.filter(({ path }) => !path.endsWith('/.well-known/oauth-protected-resource'));
  return own.map(
    ({ method, path, controls }) => `${method} ${path} ${controls['check-scopes']?.join(' ') ?? 'public'}`,
  );
}

abstract class CrudController {
  @Get('list') @Scopes('read') list(): string {
    return 'list';
  }
  @Post('new') create(): string {
    return 'created';
  }
}

@Scopes('crud')
abstract class ScopedController extends CrudController {}

@Controller('invoices')
@Scopes('invoices')
class InvoicesController extends ScopedController {}

describe.each(PLATFORMS)('on %s the boot sees', (platform) => {
  it('inherited handlers, with what stands on the class added to what stands on the method', async () => {
    expect(await routes({ platform, controllers: [InvoicesController] })).toEqual([
      'GET /invoices/list crud invoices read',
      'POST /invoices/new crud invoices',
    ]);
  });

  it('an inherited handler that declares nothing', async () => {
    @Controller('bare')
    class BareController extends CrudController {}
    const found = await bootFindings({ platform, controllers: [BareController] });
    expect(found.map(({ where }) => where)).toEqual(['BareController.create (POST /bare/new)']);
  });

  it('versions of the controller and of the method, and version-neutral routes', async () => {
    @Controller({ path: 'things', version: ['1', '2'] })
    class ThingsController {
      @Get() @Scopes('a') list() {
        return [];
      }
      @Get('newest') @Version('3') @Scopes('b') newest() {
        return [];
      }
      @Get('any') @Version(VERSION_NEUTRAL) @Scopes('c') any() {
        return [];
      }
    }
    expect(await routes({ platform, controllers: [ThingsController] })).toEqual([
      'GET /things/any c',
      'GET /v1/things a',
      'GET /v2/things a',
      'GET /v3/things/newest b',
    ]);
  });

  it('a global prefix and what is excluded from it', async () => {
    @Controller('things')
    class ThingsController {
      @Get() @Scopes('a') list() {
        return [];
      }
      @Get('health') @Public('probe') health() {
        return 'ok';
      }
    }
    const exclude = [{ path: 'things/health', method: RequestMethod.GET }];
    const configure: BootInit['configure'] = (app) => app.setGlobalPrefix('api', { exclude });
    expect(await routes({ platform, controllers: [ThingsController], configure })).toEqual([
      'GET /api/things a',
      'GET /things/health public',
    ]);
  });

  it('prefixes of RouterModule', async () => {
    @Controller('things')
    class ThingsController {
      @Get() @Scopes('a') list() {
        return [];
      }
    }
    @Module({ controllers: [ThingsController] })
    class ThingsModule {}
    const imports = [ThingsModule, RouterModule.register([{ path: 'admin', module: ThingsModule }])];
    expect(await routes({ platform, imports })).toEqual(['GET /admin/things a']);
  });

  it('arrays of paths, @All, and other methods', async () => {
    @Controller(['a', 'b'])
    class ThingsController {
      @All(['x', 'y']) @Scopes('s') any() {
        return 'ok';
      }
      @Head('z') @Scopes('h') head() {
        return '';
      }
    }
    expect(await routes({ platform, controllers: [ThingsController] })).toEqual([
      'ALL /a/x s',
      'ALL /a/y s',
      'HEAD /a/z h',
      'ALL /b/x s',
      'ALL /b/y s',
      'HEAD /b/z h',
    ]);
  });
});

describe.each(PLATFORMS)('on %s every way to mount a handler is guarded', (platform) => {
  @Controller({ path: ['a', 'b'], version: ['1', VERSION_NEUTRAL], scope: Scope.REQUEST })
  class PerRequestController {
    @All(['x', 'y']) @Scopes('s') any() {
      return 'ok';
    }
  }

  it('including request-scoped controllers with several paths, versions and methods', async () => {
    const controllers = [PerRequestController, InvoicesController];
    await using app = await startGuardedApp({ platform, controllers });
    for (const path of ['/a/x', '/b/y', '/v1/a/y', '/v1/b/x', '/invoices/list']) {
      for (const [as, status] of [
        [undefined, 401],
        ['alice', 403],
      ] as const) {
        const { status: answered } = await app.request('GET', path, { as, scope: 'other' });
        expect(`${path} ${answered}`).toBe(`${path} ${status}`);
      }
    }
    expect((await app.request('DELETE', '/v1/a/x', { as: 'alice', scope: 's' })).status).toBe(200);
    expect((await app.request('GET', '/invoices/list', { as: 'alice', scope: 'read' })).status).toBe(403);
    expect(
      (await app.request('GET', '/invoices/list', { as: 'alice', scope: 'read invoices crud' })).status,
    ).toBe(200);
  });
});
