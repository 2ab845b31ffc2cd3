import {
  BadGatewayException,
  BadRequestException,
  ConflictException,
  Controller,
  ForbiddenException,
  Get,
  GoneException,
  HttpException,
  ImATeapotException,
  Injectable,
  InternalServerErrorException,
  NotFoundException,
  Param,
  ServiceUnavailableException,
  UnauthorizedException,
  UnprocessableEntityException,
} from '@nestjs/common';
import {
  CanAccess,
  DENIAL_CODES,
  DependencyUnavailableError,
  InvalidRequestError,
  LoadsResource,
  Public,
  Resource,
} from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const SQL = "duplicate key: INSERT INTO users (email) VALUES ('ann@example.com')";

/** What a handler may throw, and what the caller is told. */
const THROWN: Readonly<Record<string, readonly [unknown, number, string, string | undefined]>> = {
  conflict: [new ConflictException('The name is taken.'), 409, 'ZT_CONFLICT', 'The name is taken.'],
  forbidden: [new ForbiddenException('Not on Sundays.'), 403, 'ZT_FORBIDDEN', 'Not on Sundays.'],
  badRequest: [new BadRequestException('Name two dates.'), 400, 'ZT_BAD_REQUEST', 'Name two dates.'],
  unauthorized: [new UnauthorizedException(), 401, 'ZT_UNAUTHENTICATED', undefined],
  gone: [new GoneException('Withdrawn.'), 410, 'ZT_VERSION_GONE', 'Withdrawn.'],
  unprocessable: [new UnprocessableEntityException('Odd.'), 422, 'ZT_BAD_REQUEST', 'Odd.'],
  teapot: [new ImATeapotException('Short and stout.'), 418, 'ZT_BAD_REQUEST', 'Short and stout.'],
  notFound: [
    new NotFoundException('no row 7'),
    404,
    'ZT_NOT_FOUND',
    'There is no such resource, or you may not see it.',
  ],
  unavailable: [new ServiceUnavailableException(SQL), 503, 'ZT_DEPENDENCY_UNAVAILABLE', undefined],
  internal: [new InternalServerErrorException(SQL), 500, 'ZT_INTERNAL', 'An unexpected error occurred.'],
  badGateway: [new BadGatewayException(SQL), 500, 'ZT_INTERNAL', 'An unexpected error occurred.'],
  redirect: [new HttpException(SQL, 302), 500, 'ZT_INTERNAL', 'An unexpected error occurred.'],
  error: [new Error(SQL), 500, 'ZT_INTERNAL', 'An unexpected error occurred.'],
  string: [SQL, 500, 'ZT_INTERNAL', 'An unexpected error occurred.'],
  nothing: [undefined, 500, 'ZT_INTERNAL', 'An unexpected error occurred.'],
  odd: [{ status: 200, code: 'ZT_OK', message: SQL }, 500, 'ZT_INTERNAL', 'An unexpected error occurred.'],
  dependency: [new DependencyUnavailableError('ledger', SQL), 503, 'ZT_DEPENDENCY_UNAVAILABLE', undefined],
  invalid: [
    new InvalidRequestError([{ pointer: '/sku', detail: 'is not a known SKU' }]),
    400,
    'ZT_INVALID_REQUEST',
    undefined,
  ],
  pipe: [
    new BadRequestException({ message: ['name must be a string'] }),
    400,
    'ZT_INVALID_REQUEST',
    undefined,
  ],
};

@Injectable()
@LoadsResource('order')
class OrderLoader {
  load(id: string): object | undefined {
    return id === '1' ? { id } : undefined;
  }
}

@Controller()
class ThrowingController {
  @Get('throws/:name') @Public('for tests') fail(@Param('name') name: string): never {
    throw THROWN[name]?.[0];
  }
  @Get('rejects/:name') @Public('for tests') reject(@Param('name') name: string): Promise<never> {
    return Promise.reject(THROWN[name]?.[0]);
  }
  @Get('orders/:id') @CanAccess('viewer', 'order') find(@Resource() order: object): object {
    return order;
  }
}

function start(platform: Platform): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    controllers: [ThrowingController],
    providers: [OrderLoader],
    options: { visibleBy: { order: 'viewer' } },
  });
}

/** An answer without what differs from request to request by its nature. */
async function anonymised(response: Response): Promise<string> {
  const headers = [...response.headers].filter(
    ([name]) => !['date', 'etag', 'keep-alive', 'connection'].includes(name),
  );
  const body = (await response.text()).replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '<id>');
  return JSON.stringify([response.status, headers, body]);
}

describe.each(PLATFORMS)('on %s a problem', (platform) => {
  it('has the members of RFC 9457 and ours, and its type; nothing stores it', async () => {
    await using app = await start(platform);
    const response = await app.request('GET', '/orders/1');
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const problem = (await response.json()) as Record<string, string>;
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: expect.any(String),
      instance: `urn:uuid:${problem['decisionId']}`,
      code: 'ZT_CREDENTIALS_MISSING',
      decisionId: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect((await app.recorded(1))[0]?.decisionId).toBe(problem['decisionId']);
  });

  it.each(Object.entries(THROWN))(
    'of a thrown "%s" says what the caller may know',
    async (name, [, status, code, detail]) => {
      await using app = await start(platform);
      for (const path of [`/throws/${name}`, `/rejects/${name}`]) {
        const response = await app.request('GET', path);
        const problem = (await response.json()) as Record<string, string>;
        expect(problem).toMatchObject({ status, code, ...(detail === undefined ? {} : { detail }) });
        expect(response.status).toBe(status);
        expect(Object.keys(DENIAL_CODES)).toContain(problem['code']);
        expect(response.headers.has('retry-after')).toBe(status === 503);
        expect(response.headers.has('www-authenticate')).toBe(status === 401);
        expect(JSON.stringify(problem)).not.toMatch(/INSERT|ann@|row 7/);
      }
      const records = await app.recorded(2);
      expect(JSON.stringify(records.filter(({ path }) => !path.endsWith('dependency')))).not.toMatch(
        /INSERT|ann@/,
      );
      for (const record of records) expect(record).toMatchObject({ decision: 'deny', code, status });
    },
  );

  it('lists the problems of an input, with pointers', async () => {
    await using app = await start(platform);
    const invalid = (await (await app.request('GET', '/throws/invalid')).json()) as Record<string, unknown>;
    expect(invalid['errors']).toEqual([{ pointer: '/sku', detail: 'is not a known SKU' }]);
    const pipe = (await (await app.request('GET', '/throws/pipe')).json()) as Record<string, unknown>;
    expect(pipe['errors']).toEqual([{ pointer: '', detail: 'name must be a string' }]);
  });

  it('of a hidden object is byte for byte that of an absent one, but for ids', async () => {
    await using app = await start(platform);
    const hidden = await anonymised(await app.request('GET', '/orders/2', { as: 'alice' }));
    expect(await anonymised(await app.request('GET', '/orders/9', { as: 'alice' }))).toBe(hidden);
    expect(await anonymised(await app.request('GET', '/orders/a%2Fb', { as: 'alice' }))).toBe(hidden);
    expect(hidden).toContain('404');
    const reasons = (await app.recorded(3)).map(({ reason }) => reason);
    expect(reasons[0]).toBe('user:alice is not viewer of order:2');
  });

  it('of a granted object that is gone is that of an absent one, too', async () => {
    await using app = await start(platform);
    const hidden = await anonymised(await app.request('GET', '/orders/1', { as: 'mallory' }));
    const gone = await anonymised(await app.request('GET', '/orders/2', { as: 'carol' }));
    expect(gone).toBe(hidden);
  });
});
