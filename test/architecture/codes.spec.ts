import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DENIAL_CODES, SETUP_CODES } from 'nestjs-zero-trust';
import { beforeAll, describe, expect, it } from 'vitest';
import { STATUS_OF } from '../../libs/zero-trust/src/enforcement/problem.js';
import { tableBelow } from '../docs/support/markdown.js';
import { readDenials, type Denial } from './read-denials.js';

const ROOT = join(import.meta.dirname, '../..');
const SOURCE = join(ROOT, 'libs/zero-trust/src');

const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
const sources = globSync('**/*.ts', { cwd: SOURCE })
  .filter((file) => !file.endsWith('.spec.ts') && !file.startsWith('testing/') && file !== 'kernel/codes.ts')
  .map((file) => join(SOURCE, file));
const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n');

describe('the ZT_ codes', () => {
  let denials: readonly Denial[];
  beforeAll(() => {
    denials = readDenials(sources);
  });

  it('are all raised by something', () => {
    const codes = [...Object.keys(DENIAL_CODES), ...Object.keys(SETUP_CODES)];
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });

  it('are all on the list that is exported', () => {
    const used = new Set(text.match(/\bZT_[A-Z_]+\b/g));
    expect([...used].filter((code) => !(code in DENIAL_CODES) && !(code in SETUP_CODES))).toEqual([]);
  });

  it('of denials stand in docs/errors.md with the status that they are answered with, and their meaning', () => {
    const expected = Object.entries(DENIAL_CODES).map(([code, meaning]) => {
      const kinds = denials.filter((denial) => denial.code === code).map(({ kind }) => STATUS_OF[kind]);
      return [`\`${code}\``, [...new Set(kinds)].join(', '), meaning];
    });
    expect(tableBelow(page, 'Codes that a caller can meet')).toEqual(expected);
  });

  it('of setup errors stand in docs/errors.md with their meaning', () => {
    const expected = Object.entries(SETUP_CODES).map(([code, meaning]) => [`\`${code}\``, meaning]);
    expect(tableBelow(page, 'Codes that stop the boot or a command')).toEqual(expected);
  });
});
