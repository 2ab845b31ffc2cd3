import { Controller, Get, Header, Param, Res, Sse, StreamableFile } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { Deprecated, NoObjectCheck, Public, Sunset } from 'nestjs-zero-trust';
import { of, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const NEXT = '</pages/2>; rel="next"';
const OURS =
  '</v2/pages>; rel="successor-version", </docs/v2>; rel="deprecation"; type="text/html", </docs/v2>; rel="sunset"; type="text/html"';
const DEPRECATION = `@${Date.parse('2030-01-01') / 1000}`;
const SUNSET = 'Sun, 01 Jan 2040 00:00:00 GMT';
const EVERYBODY = 'everybody';

type AnyResponse = ServerResponse | { readonly raw: ServerResponse };

function rawOf(response: AnyResponse): ServerResponse {
  return 'raw' in response ? response.raw : response;
}

@Controller('pages')
@Public(EVERYBODY)
@Deprecated({ since: '2030-01-01', docs: '/docs/v2' })
@Sunset('2040-01-01', { successor: '/v2/pages' })
class Pages {
  @Get('plain') plain(): object {
    return { items: [] };
  }
  @Get('declared') @Header('Link', NEXT) declared(): object {
    return { items: [] };
  }
  @Get('passthrough') passthrough(@Res({ passthrough: true }) response: AnyResponse): object {
    rawOf(response).setHeader('link', [NEXT, '</pages/9>; rel="last"']);
    return { items: [] };
  }
  @Get('head/:form') @NoObjectCheck('a form of writing') head(
    @Param('form') form: string,
    @Res() response: AnyResponse,
  ): void {
    const raw = rawOf(response);
    if (form === 'object') raw.writeHead(200, { 'X-Other': '1', Link: NEXT });
    else if (form === 'reason') raw.writeHead(200, 'Fine', { link: NEXT });
    else if (form === 'list') raw.writeHead(200, ['x-other', 'link', 'LINK', NEXT]);
    else raw.setHeader('link', NEXT).writeHead(200);
    raw.end();
  }
  @Get('file') file(): StreamableFile {
    return new StreamableFile(Buffer.from('file'));
  }
  @Sse('events') events(): Observable<object> {
    return of({ data: 'event' });
  }
  @Get('fails') @Header('Link', NEXT) fails(): never {
    throw new Error('unforeseen');
  }
}

function start(platform: Platform): Promise<GuardedApp> {
  return startGuardedApp({ platform, controllers: [Pages], clock: { now: () => Date.parse('2027-01-01') } });
}

describe.each(PLATFORMS)('on %s the answers of a deprecated route', (platform) => {
  it.each(['declared', 'head/object', 'head/reason', 'head/list', 'head/set'])(
    'keep the links that the handler sets, and carry ours after them: %s',
    async (path) => {
      await using app = await start(platform);
      const { status, headers } = await app.request('GET', `/pages/${path}`);
      expect([status, headers.get('link')]).toEqual([200, `${NEXT}, ${OURS}`]);
      expect(headers.get('deprecation')).toBe(DEPRECATION);
      expect(headers.get('sunset')).toBe(SUNSET);
    },
  );

  it('keep several links of a handler', async () => {
    await using app = await start(platform);
    const { headers } = await app.request('GET', '/pages/passthrough');
    expect(headers.get('link')).toBe(`${NEXT}, </pages/9>; rel="last", ${OURS}`);
  });

  it.each(['plain', 'file', 'events'])('carry ours where there are no others: %s', async (path) => {
    await using app = await start(platform);
    const { status, headers } = await app.request('GET', `/pages/${path}`);
    expect([status, headers.get('link')]).toEqual([200, OURS]);
    expect(headers.get('deprecation')).toBe(DEPRECATION);
    expect(headers.get('sunset')).toBe(SUNSET);
  });

  it('carry them on HEAD, on an unforeseen error and once each', async () => {
    await using app = await start(platform);
    const head = await app.request('HEAD', '/pages/plain');
    expect([head.status, head.headers.get('link'), head.headers.get('sunset')]).toEqual([200, OURS, SUNSET]);
    const failed = await app.request('GET', '/pages/fails');
    expect(failed.status).toBe(500);
    expect(failed.headers.get('link')?.split('successor-version')).toHaveLength(2);
    expect(failed.headers.get('deprecation')).toBe(DEPRECATION);
  });
});

describe('on express a deprecated route', () => {
  it('announces its end on a 304 too', async () => {
    await using app = await start('express');
    const tag = (await app.request('GET', '/pages/declared')).headers.get('etag') ?? '';
    const { status, headers } = await app.request('GET', '/pages/declared', {
      // Without the second header `fetch` adds one that asks for a full answer.
      headers: { 'if-none-match': tag, 'cache-control': 'max-age=60' },
    });
    expect([status, headers.get('link'), headers.get('sunset')]).toEqual([304, `${NEXT}, ${OURS}`, SUNSET]);
  });
});
