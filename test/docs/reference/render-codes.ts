import { globSync } from 'node:fs';
import { join } from 'node:path';
import { DENIAL_CODES, SETUP_CODES } from 'nestjs-zero-trust';
import { STATUS_OF } from '../../../libs/zero-trust/src/enforcement/problem.js';
import { readDenials, type Denial } from '../../architecture/read-denials.js';
import { LIBRARY } from './option-rows.js';
import { table } from './table.js';

/** The sources that deny: all but tests, their tools and the list of codes. */
export function denyingSources(): readonly string[] {
  return globSync('**/*.ts', { cwd: LIBRARY })
    .filter(
      (file) => !file.endsWith('.spec.ts') && !file.startsWith('testing/') && file !== 'kernel/codes.ts',
    )
    .map((file) => join(LIBRARY, file));
}

/** The tables of codes, by id. */
export function codeTables(): Readonly<Record<string, string>> {
  const denials = readDenials(denyingSources());
  return {
    'denial-codes': table(
      ['Code', 'Status', 'Meaning'],
      Object.entries(DENIAL_CODES).map(([code, text]) => [`\`${code}\``, statusesOf(code, denials), text]),
    ),
    'setup-codes': table(
      ['Code', 'Meaning'],
      Object.entries(SETUP_CODES).map(([code, text]) => [`\`${code}\``, text]),
    ),
  };
}

function statusesOf(code: string, denials: readonly Denial[]): string {
  const statuses = denials.filter((denial) => denial.code === code).map(({ kind }) => STATUS_OF[kind]);
  return [...new Set(statuses)].join(', ');
}
