import { describe, expect, it } from 'vitest';
import { LineBuffer } from './line-buffer.js';

/** Takes everything out, `step` bytes at a time. */
function drain(buffer: LineBuffer, step = Number.POSITIVE_INFINITY): string {
  const parts: Uint8Array[] = [];
  for (let next = buffer.next(); next.byteLength > 0; next = buffer.next()) {
    const taken = Math.min(step, next.byteLength);
    parts.push(Uint8Array.from(next.subarray(0, taken)));
    buffer.confirm(taken);
  }
  return Buffer.concat(parts).toString();
}

describe('LineBuffer', () => {
  it.each([1, 7, 1_000, Number.POSITIVE_INFINITY])(
    'gives back every line, ended and in order, when %d bytes are taken at a time',
    (step) => {
      const buffer = new LineBuffer(10_000_000);
      const lines = [
        '',
        'ä€😀',
        'x'.repeat(200_000),
        ...Array.from({ length: 2_000 }, (_, index) => `${index}-é`.repeat(9)),
      ];
      const some = lines.slice(0, step === 1 ? 2 : lines.length);
      for (const line of some) expect(buffer.push(line)).toBe(true);
      expect(drain(buffer, step)).toBe(some.map((line) => `${line}\n`).join(''));
      expect(buffer.bytes).toBe(0);
    },
  );

  it('overwrites nothing that waits while chunks are filled again', () => {
    const buffer = new LineBuffer(10_000_000);
    let written = '';
    let expected = '';
    for (let index = 0; index < 5_000; index++) {
      const line = `${index} ${'y'.repeat(index % 300)}`;
      expected += `${line}\n`;
      buffer.push(line);
      if (index % 3 !== 0) continue;
      const part = Uint8Array.from(buffer.next().subarray(0, 500));
      written += Buffer.from(part).toString();
      buffer.confirm(part.byteLength);
    }
    expect(written + drain(buffer)).toBe(expected);
  });

  it('counts in bytes, and takes what exactly fits', () => {
    const buffer = new LineBuffer(10);
    expect(buffer.push('€€')).toBe(true);
    expect(buffer.bytes).toBe(7);
    expect(buffer.push('abc')).toBe(false);
    expect(buffer.push('ab')).toBe(true);
    expect(buffer.push('')).toBe(false);
    expect(drain(buffer)).toBe('€€\nab\n');
  });
});
