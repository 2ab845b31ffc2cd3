import { describe, expect, it } from 'vitest';
import { get, JSON_TYPE, post, startAnswers as start } from './support/answers.js';
import { PLATFORMS } from './support/guarded-app.js';
import { exchange, RawClient, statusOf } from './support/raw-client.js';

/** Every way in which a request can come to its end by itself. */
const ANSWERS: readonly (readonly [string, number, readonly string[]])[] = [
  ['JSON', 200, get('json')],
  ['a string', 200, get('string')],
  ['a Buffer', 200, get('buffer')],
  ['no content', 204, get('nothing')],
  ['@Res()', 202, get('own')],
  ['@Res({ passthrough: true })', 203, get('passthrough')],
  ['a StreamableFile', 200, get('file')],
  ['HEAD', 200, ['HEAD /answers/json HTTP/1.1', 'Host: x', 'Connection: close', '', '']],
  ['304', 304, get('not-modified')],
  ['an HttpException', 409, get('conflict')],
  ['an error', 500, get('bug')],
  ['a body', 201, post('{"text":"x"}', JSON_TYPE)],
  ['malformed JSON', 400, post('{"text":', JSON_TYPE)],
  ['an invalid body', 400, post('{"text":1}', JSON_TYPE)],
  ['another media type', 415, post('text', 'Content-Type: text/plain')],
  ['a body that is too large', 413, post('x'.repeat(200), JSON_TYPE)],
  ['no such route', 404, get('nope')],
  [
    'no such method',
    405,
    ['PUT /answers/json HTTP/1.1', 'Host: x', 'Content-Length: 0', 'Connection: close', '', ''],
  ],
  ['no Host header', 400, ['GET /answers/json HTTP/1.1', 'Connection: close', '', '']],
  [
    'an expectation that cannot be met',
    417,
    ['GET /answers/json HTTP/1.1', 'Host: x', 'Expect: magic', 'Connection: close', '', ''],
  ],
  ['HTTP/1.0', 200, ['GET /answers/json HTTP/1.0', '', '']],
];

describe.each(PLATFORMS)('on %s exactly one record, with the bytes that the client got, of', (platform) => {
  it.each(ANSWERS)('%s', async (_name, status, request) => {
    await using app = await start(platform);
    const { received, bytesReceived } = await exchange(app.url, ...request);
    expect(statusOf(received)).toBe(status);
    const [record] = await app.recorded(1);
    expect(record).toMatchObject({
      status,
      responseBytes: bytesReceived,
      aborted: false,
      decisionId: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(record?.durationMs).toBeGreaterThan(0);
    expect(record?.durationMs).toBeLessThan(3_000);
  });

  it('server-sent events, once the last is out', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send(...get('events'));
    const answer = await client.until(/\r\n0\r\n\r\n$/);
    expect(answer).toContain('data: one');
    expect((await app.recorded(1))[0]).toMatchObject({
      status: 200,
      responseBytes: client.bytesReceived,
      aborted: false,
    });
  });

  it('304', async () => {
    await using app = await start(platform);
    const lines = [
      'GET /answers/unchanged HTTP/1.1',
      'Host: x',
      'If-None-Match: "a"',
      'Connection: close',
      '',
      '',
    ];
    const { received, bytesReceived } = await exchange(app.url, ...lines);
    expect(statusOf(received)).toBe(304);
    expect((await app.recorded(1))[0]).toMatchObject({ status: 304, responseBytes: bytesReceived });
  });
});
