import type { Server } from 'node:http';
import { describe, expect, it } from 'vitest';
import { get, JSON_TYPE, startAnswers } from './support/answers.js';
import { PLATFORMS, type GuardedApp, type Platform } from './support/guarded-app.js';
import { impatientAdapter } from './support/impatient-adapter.js';
import { RawClient, statusOf } from './support/raw-client.js';

type Limits = Partial<Pick<Server, 'headersTimeout' | 'requestTimeout' | 'timeout'>>;

/** An application whose server gives up after these times, in milliseconds. */
async function start(platform: Platform, limits: Limits): Promise<GuardedApp> {
  const app = await startAnswers(platform, impatientAdapter(platform));
  Object.assign(app.app.getHttpServer() as Server, limits);
  return app;
}

describe.each(PLATFORMS)('on %s, when the server gives up', (platform) => {
  it('on a body that does not come: 408, and exactly one record that says so', async () => {
    await using app = await start(platform, { headersTimeout: 60, requestTimeout: 60 });
    using client = await RawClient.connect(app.url);
    client.send('POST /answers/note HTTP/1.1', 'Host: x', JSON_TYPE, 'Content-Length: 50', '', '{"te');
    expect(statusOf(await client.toEnd())).toBe(408);
    expect((await app.recorded(1))[0]).toMatchObject({
      aborted: true,
      status: 408,
      responseBytes: client.bytesReceived,
      route: 'POST /answers/note',
    });
    expect(app.records[0]?.decision).not.toBe('allow');
  });

  it('on a handler that never answers: exactly one record, of no status', async () => {
    await using app = await start(platform, { timeout: 60 });
    using client = await RawClient.connect(app.url);
    client.send(...get('never'));
    expect(await client.toEnd()).toBe('');
    expect((await app.recorded(1))[0]).toMatchObject({ aborted: true, status: 0, responseBytes: 0 });
  });

  it('in the middle of an answer: exactly one record, of the status and the bytes that were sent', async () => {
    await using app = await start(platform, { timeout: 60 });
    using client = await RawClient.connect(app.url);
    client.send(...get('endless'));
    expect(await client.toEnd()).toContain('begun');
    expect((await app.recorded(1))[0]).toMatchObject({
      aborted: true,
      status: 200,
      responseBytes: client.bytesReceived,
    });
  });

  it('on a header that does not come: 408, and no record, for there was no request', async () => {
    await using app = await start(platform, { headersTimeout: 60, requestTimeout: 60 });
    using client = await RawClient.connect(app.url);
    client.send('GET /answers/json HTTP/1.1', 'Host: ');
    expect(statusOf(await client.toEnd())).toBe(408);
    expect(await app.recorded(0)).toEqual([]);
  });
});
