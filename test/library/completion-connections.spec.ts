import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { get, JSON_TYPE, post, startAnswers as start } from './support/answers.js';
import { PLATFORMS } from './support/guarded-app.js';
import { exchange, RawClient, statusOf } from './support/raw-client.js';

describe.each(PLATFORMS)('on %s exactly one record, marked as aborted, of', (platform) => {
  it('a client that gives up before its body is out: nothing was answered', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send('POST /answers/note HTTP/1.1', 'Host: x', JSON_TYPE, 'Content-Length: 50', '', '{"te');
    await sleep(30);
    client.abort();
    expect((await app.recorded(1))[0]).toMatchObject({
      aborted: true,
      responseBytes: 0,
      status: 0,
      route: 'POST /answers/note',
    });
    expect(app.records[0]?.decision).not.toBe('allow');
  });

  it('a body whose chunks are broken: the server itself answers 400', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send('POST /answers/note HTTP/1.1', 'Host: x', JSON_TYPE, 'Transfer-Encoding: chunked', '', '');
    await sleep(30);
    client.send('no chunk', '');
    expect(statusOf(await client.toEnd())).toBe(400);
    expect((await app.recorded(1))[0]).toMatchObject({
      aborted: true,
      status: 400,
      responseBytes: client.bytesReceived,
    });
  });

  it('a client that is told to go on, and gives up: 100 is no answer', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send(...post('x'.repeat(50), JSON_TYPE, 'Expect: 100-continue').slice(0, -1), '');
    await client.until(/100 Continue/);
    client.abort();
    expect((await app.recorded(1))[0]).toMatchObject({ aborted: true, status: 0 });
  });

  it('a handler that never answers, once the client gives up: no status was sent', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send(...get('never'));
    await sleep(30);
    expect(app.records).toEqual([]);
    client.abort();
    expect((await app.recorded(1))[0]).toMatchObject({
      aborted: true,
      status: 0,
      responseBytes: 0,
      decision: 'allow',
    });
  });

  it('a client that gives up in the middle of the answer', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send(...get('endless'));
    await client.until(/begun/);
    const { bytesReceived } = client;
    client.abort();
    expect((await app.recorded(1))[0]).toMatchObject({
      aborted: true,
      status: 200,
      responseBytes: bytesReceived,
    });
  });
});

describe.each(PLATFORMS)('on %s requests that share a connection', (platform) => {
  const keepAlive = (path: string): readonly string[] => [`GET /answers/${path} HTTP/1.1`, 'Host: x', '', ''];

  it('one after another have a record each, with the bytes of their own answer', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send(...keepAlive('string'));
    await client.until(/grÃ¼Ã\u009fe$/);
    const first = client.bytesReceived;
    client.send(...get('json'));
    await client.toEnd();
    const records = await app.recorded(2);
    expect(records.map(({ responseBytes }) => responseBytes)).toEqual([first, client.bytesReceived - first]);
  });

  it('pipelined have a record each, whose bytes add up to what came back', async () => {
    await using app = await start(platform);
    const paths = ['json', 'conflict', 'nope', 'string'];
    const requests = [...paths.flatMap((path) => keepAlive(path).slice(0, -1)), ...get('own')];
    const { received, bytesReceived } = await exchange(app.url, ...requests);
    expect(received.match(/HTTP\/1\.1 \d{3}/g)?.map(statusOf)).toEqual([200, 409, 404, 200, 202]);
    const records = await app.recorded(5);
    expect(records.map(({ status }) => status)).toEqual([200, 409, 404, 200, 202]);
    expect(records.reduce((sum, { responseBytes }) => sum + responseBytes, 0)).toBe(bytesReceived);
    expect(new Set(records.map(({ decisionId }) => decisionId)).size).toBe(5);
  });

  it('pipelined behind one that is never answered are all recorded as aborted, once', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send(...keepAlive('never').slice(0, -1), ...keepAlive('json').slice(0, -1), ...keepAlive('own'));
    await sleep(30);
    client.abort();
    const records = await app.recorded(3);
    expect(records.map(({ path, aborted, status }) => [path, aborted, status])).toEqual([
      ['/answers/never', true, 0],
      ['/answers/json', true, 0],
      ['/answers/own', true, 0],
    ]);
  });
});
