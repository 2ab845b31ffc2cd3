import { Controller, Get, type ExecutionContext } from '@nestjs/common';
import { ExternalContextCreator, type AbstractHttpAdapter } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AccessDeniedError, AuthenticationGuard, Scopes, ZeroTrustGuard } from 'nestjs-zero-trust';
import { describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';

const handle = vi.fn<() => string>(() => 'handled');

@Controller('things')
class ThingsController {
  @Get() @Scopes('read') list(): string {
    return handle();
  }
  undecorated(): string {
    return 'no route';
  }
}

/** An execution context as Nest makes it for a transport. */
function execution(type: string, handler: () => unknown = ThingsController.prototype.list): ExecutionContext {
  const host = new ExecutionContextHost([{ headers: {} }, {}], ThingsController, handler);
  host.setType(type);
  return host;
}

function codeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof AccessDeniedError ? error.code : error;
  }
}

describe.each(PLATFORMS)('on %s ZeroTrustGuard', (platform) => {
  it.each(['ws', 'rpc', 'graphql', 'anything'])(
    'denies a %s handler, which no policy covers',
    async (type) => {
      await using app = await startGuardedApp({ platform, controllers: [ThingsController] });
      for (const guard of [app.app.get(ZeroTrustGuard), app.app.get(AuthenticationGuard)]) {
        expect(codeOf(() => guard.canActivate(execution(type)))).toBe('ZT_CONTEXT_UNSUPPORTED');
      }
    },
  );

  it('denies a handler that runs outside HTTP through the external context of the framework', async () => {
    await using app = await startGuardedApp({ platform, controllers: [ThingsController] });
    const controller = app.app.get(ThingsController);
    const external = app.app.get(ExternalContextCreator, { strict: false });
    const call = external.create(
      controller,
      controller.list,
      'list',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'graphql',
    );
    await expect(call()).rejects.toMatchObject({ code: 'ZT_CONTEXT_UNSUPPORTED' });
    expect(handle).not.toHaveBeenCalled();
  });

  it('denies a handler that the boot did not compile', async () => {
    await using app = await startGuardedApp({ platform, controllers: [ThingsController] });
    const guard = app.app.get(ZeroTrustGuard);
    expect(codeOf(() => guard.canActivate(execution('http', ThingsController.prototype.undecorated)))).toBe(
      'ZT_INTERNAL',
    );
    expect(codeOf(() => guard.canActivate(execution('http', () => 'somebody else')))).toBe('ZT_INTERNAL');
  });

  it('denies a request that admission has not seen', async () => {
    await using app = await startGuardedApp({ platform, controllers: [ThingsController] });
    const guard = app.app.get(ZeroTrustGuard);
    expect(codeOf(() => guard.canActivate(execution('http')))).toBe('ZT_INTERNAL');
  });

  it('denies everything once somebody else has replaced the request hook', async () => {
    await using app = await startGuardedApp({ platform, controllers: [ThingsController] });
    const adapter = app.app.getHttpAdapter() as AbstractHttpAdapter;
    adapter.setOnRequestHook((_request: unknown, _response: unknown, done: () => void) => done());
    const response = await app.request('GET', '/things', { as: 'alice', scope: 'read' });
    expect(response.status).toBe(500);
    expect((await app.recorded(1))[0]).toMatchObject({ decision: 'deny', code: 'ZT_INTERNAL', status: 500 });
    expect(handle).not.toHaveBeenCalled();
  });

  it('answers exactly true, never an object that could be taken for it', async () => {
    await using app = await startGuardedApp({ platform, controllers: [ThingsController] });
    const spy = vi.spyOn(app.app.get(ZeroTrustGuard), 'canActivate');
    expect((await app.request('GET', '/things', { as: 'alice', scope: 'read' })).status).toBe(200);
    expect(await spy.mock.results[0]?.value).toBe(true);
    handle.mockClear();
  });
});
