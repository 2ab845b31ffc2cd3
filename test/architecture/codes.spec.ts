import { readFileSync } from 'node:fs';
import { DENIAL_CODES, SETUP_CODES } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { denyingSources } from '../docs/reference/render-codes.js';

const text = denyingSources()
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

describe('the ZT_ codes', () => {
  it('are all raised by something', () => {
    const codes = [...Object.keys(DENIAL_CODES), ...Object.keys(SETUP_CODES)];
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });

  it('are all on the list that is exported', () => {
    const used = new Set(text.match(/\bZT_[A-Z_]+\b/g));
    expect([...used].filter((code) => !(code in DENIAL_CODES) && !(code in SETUP_CODES))).toEqual([]);
  });
});
