import type { ServerResponse } from 'node:http';
import {
  Catch,
  ConflictException,
  Controller,
  Get,
  Redirect,
  Req,
  Res,
  UseFilters,
  UseInterceptors,
  type ArgumentsHost,
  type CallHandler,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Returns, ReturnsUnfiltered, Scopes, Visible } from 'nestjs-zero-trust';
import { tap, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';

/** Of both platforms. */
interface AnyResponse {
  readonly raw?: AnyResponse;
  status(code: number): AnyResponse;
  header(name: string, value: string): AnyResponse;
  send(body: unknown): unknown;
  writeHead(status: number): unknown;
  write(text: string): unknown;
  end(text?: string): unknown;
}

const ROW = { id: '1', secret: 'crown jewels' };
const TEXT = JSON.stringify(ROW);

class ThingDto {
  @Visible() readonly id!: string;
}

class AnswersItself implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const response = execution.switchToHttp().getResponse<AnyResponse>();
    return next.handle().pipe(tap((body: unknown) => void response.send(body)));
  }
}

@Catch(ConflictException)
class OwnErrors implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<AnyResponse>().status(409).send({ error: 'taken' });
  }
}

@Controller('things')
@Scopes('read')
class ThingsController {
  @Get('send') @Returns(ThingDto) send(@Res({ passthrough: true }) response: AnyResponse): object {
    response.send(ROW);
    return ROW;
  }
  @Get('later') @Returns(ThingDto) async later(
    @Res({ passthrough: true }) response: AnyResponse,
  ): Promise<object> {
    await Promise.resolve();
    response.send(ROW);
    return ROW;
  }
  @Get('raw') @Returns(ThingDto) raw(@Res({ passthrough: true }) response: AnyResponse): object {
    const raw = response.raw ?? response;
    raw.writeHead(200);
    raw.write(TEXT);
    raw.end();
    return ROW;
  }
  @Get('end') @Returns() end(@Res({ passthrough: true }) response: AnyResponse): void {
    (response.raw ?? response).end(TEXT);
  }
  @Get('write') @Returns() write(@Res({ passthrough: true }) response: AnyResponse): void {
    (response.raw ?? response).write(TEXT);
  }
  @Get('request') @Returns(ThingDto) request(@Req() request: { readonly res?: AnyResponse }): object {
    request.res?.send(ROW);
    return ROW;
  }
  @Get('interceptor') @UseInterceptors(AnswersItself) @Returns(ThingDto) interceptor(): object {
    return ROW;
  }
  @Get('nothing') nothing(@Res({ passthrough: true }) response: AnyResponse): void {
    response.send(ROW);
  }
  @Get('headers') @Returns(ThingDto) headers(@Res({ passthrough: true }) response: AnyResponse): object {
    response.header('x-thing', 'yes').status(202);
    return ROW;
  }
  @Get('taken') @UseFilters(OwnErrors) @Returns(ThingDto) taken(): never {
    throw new ConflictException(ROW);
  }
  @Get('elsewhere') @Redirect('https://example.com/', 302) @Returns() elsewhere(): void {}
  @Get('unfiltered') @ReturnsUnfiltered('for this test') unfiltered(
    @Res({ passthrough: true }) response: AnyResponse,
  ): void {
    response.header('x-thing', 'yes');
  }
}

/** As compression and on-headers do: own methods in front of those of Node's class, which they have kept. */
function replaceMethods(_request: unknown, response: AnyResponse, next: () => void): void {
  const target = response as unknown as ServerResponse;
  const methods = target as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ['writeHead', 'write', 'end']) {
    const kept = methods[name];
    methods[name] = (...args: unknown[]): unknown => {
      if (!target.headersSent) target.setHeader('x-replaced', 'yes');
      return kept === undefined ? undefined : Reflect.apply(kept, target, args);
    };
  }
  next();
}

describe.each(PLATFORMS)('on %s a handler', (platform) => {
  const start = (): Promise<GuardedApp> =>
    startGuardedApp({
      platform,
      controllers: [ThingsController],
      options: { fields: { undeclared: 'refuse' } },
    });
  const get = (app: GuardedApp, path: string) =>
    app.request('GET', `/things/${path}`, { as: 'bob', scope: 'read' });

  it.each(['send', 'later', 'raw', 'end', 'write', 'interceptor', 'nothing'])(
    'writes nothing by itself, past what its route returns: %s',
    async (path) => {
      await using app = await start();
      const response = await get(app, path);
      const problem = (await response.json()) as Record<string, unknown>;
      expect([response.status, response.headers.get('content-type')]).toEqual([
        500,
        'application/problem+json',
      ]);
      expect(problem).toMatchObject({ code: 'ZT_ANSWER_UNFILTERED', status: 500 });
      expect(problem).not.toHaveProperty('secret');
      const [record] = await app.recorded(1);
      expect(record).toMatchObject({ decision: 'deny', code: 'ZT_ANSWER_UNFILTERED', status: 500 });
      expect(record?.decisionId).toBe(problem['decisionId']);
    },
  );

  it.each(['send', 'raw', 'end', 'write'])(
    'finds no way by methods that middleware put on the response: %s',
    async (path) => {
      await using app = await startGuardedApp({
        platform,
        controllers: [ThingsController],
        options: { fields: { undeclared: 'refuse' } },
        configure: (nest) => nest.use(replaceMethods),
      });
      const response = await get(app, path);
      expect([response.status, response.headers.get('x-replaced')]).toEqual([500, 'yes']);
      expect(await response.json()).toMatchObject({ code: 'ZT_ANSWER_UNFILTERED' });
    },
  );

  it('finds no way by its request', async () => {
    await using app = await start();
    expect(await (await get(app, 'request')).text()).not.toContain('crown jewels');
  });

  it('sets headers and status, redirects, and leaves errors to the filters of the application', async () => {
    await using app = await start();
    const answered = await get(app, 'headers');
    expect([answered.status, answered.headers.get('x-thing')]).toEqual([202, 'yes']);
    expect(await answered.json()).toEqual({ id: '1' });
    expect((await get(app, 'elsewhere')).headers.get('location')).toBe('https://example.com/');
    const taken = await get(app, 'taken');
    expect([taken.status, await taken.json()]).toEqual([409, { error: 'taken' }]);
    expect((await get(app, 'unfiltered')).headers.get('x-thing')).toBe('yes');
  });
});
