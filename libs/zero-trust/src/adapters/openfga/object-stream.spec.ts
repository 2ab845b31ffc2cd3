import { describe, expect, it } from 'vitest';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import { OpenFgaUnavailableError } from './openfga-unavailable.error.js';
import { readErrorStream, readObjectStream } from './object-stream.js';

const line = (object: string): string => `${JSON.stringify({ result: { object } })}\n`;

async function* stream(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

async function outcome(chunks: readonly (string | Uint8Array)[]): Promise<unknown> {
  try {
    return await readObjectStream(stream(...chunks), 'order');
  } catch (error) {
    if (error instanceof RelationshipError) return error.reason;
    if (error instanceof OpenFgaUnavailableError) return error.kind;
    throw error;
  }
}

describe('reading a streamed list of objects', () => {
  it('sorts, and takes what comes twice for one', async () => {
    expect(await outcome([line('order:2') + line('order:1'), line('order:2')])).toEqual([
      'order:1',
      'order:2',
    ]);
  });

  it('reads a line that arrives in pieces, within a character too', async () => {
    const bytes = Buffer.from(line('order:é1'));
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(await outcome(pieces)).toEqual(['order:é1']);
  });

  it('takes no answer lines for an empty list', async () => {
    expect(await outcome([])).toEqual([]);
  });

  it.each([
    ['a line that is damaged', [line('order:1'), '{"result":{"obj\n', line('order:2')]],
    ['a line of another kind', [line('order:1'), '{"result":{}}\n']],
    ['an object of another type', [line('invoice:1')]],
    ['an object whose type only begins alike', [line('orders:1')]],
    ['an end within a line', [line('order:1'), '{"result":{"object":"order:2"}}']],
    ['an end within a character', [line('order:1'), Uint8Array.of(0xc3)]],
    ['an error at its end', [line('order:1'), '{"error":{"code":13,"message":"boom"}}\n']],
    ['an empty line', ['\n']],
  ])('fails as a whole on %s', async (_what, chunks) => {
    expect(await outcome(chunks)).toBe('outage');
  });

  it('says when the model is too complex', async () => {
    const message = 'Authorization Model resolution required too many rewrite rules to be resolved.';
    expect(await outcome([line('order:1'), `${JSON.stringify({ error: { code: 3, message } })}\n`])).toBe(
      'resolution_too_complex',
    );
  });

  it('gives up a list that is too long to hold', async () => {
    const chunk = Buffer.from(line('order:1').repeat(200_000));
    const endless = Array.from({ length: 12 }, () => chunk);
    expect(await outcome(endless)).toBe('resolution_too_complex');
  });

  it.each([undefined, null, 'text', {}, 1])('refuses %j in place of a stream', async (value) => {
    await expect(readObjectStream(value, 'order')).rejects.toThrow(/not a stream of objects/);
  });
});

describe('reading the body of a refusal', () => {
  it('tells a refused question from a failing server', async () => {
    const refused = await readErrorStream(400, stream('{"error":{"code":3,"message":"no such relation"}}'));
    const failed = await readErrorStream(500, stream('<html>'));
    expect([refused, failed]).toMatchObject([{ kind: 'rejected' }, { kind: 'outage' }]);
  });

  it('reads no further than it must', async () => {
    const chunks = Array.from({ length: 3 }, () => Buffer.alloc(40_000));
    expect(await readErrorStream(400, stream(...chunks))).toMatchObject({ kind: 'rejected' });
  });
});
