import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DENIAL_CODES, type DenialCode } from 'nestjs-zero-trust';
import { expect, it } from 'vitest';

const ENFORCEMENT = join(import.meta.dirname, '../../libs/zero-trust/src/enforcement/catalogue');

/** Codes that come from elsewhere than the plan of a route: the application, the framework, or a fault of ours. */
const OF_NO_PLAN: readonly DenialCode[] = [
  'ZT_ANSWER_UNFILTERED',
  'ZT_CONFLICT',
  'ZT_CONTEXT_UNSUPPORTED',
  'ZT_FORBIDDEN',
  'ZT_INTERNAL',
  'ZT_METHOD_NOT_ALLOWED',
  'ZT_NOT_SUPPORTED',
  'ZT_OUTGOING_CALL_REFUSED',
  'ZT_OUTGOING_TOKEN_REFUSED',
  'ZT_ROUTE_NOT_CLEARED',
  'ZT_UNAUTHENTICATED',
];

it('every code that the plan of a route can end in is in the table that OpenAPI documents are made from', () => {
  const files = globSync('*.ts', { cwd: ENFORCEMENT });
  const text = files.map((file) => readFileSync(join(ENFORCEMENT, file), 'utf8')).join('\n');
  const known = new Set(text.match(/\bZT_[A-Z_]+\b/g));
  const missing = Object.keys(DENIAL_CODES).filter((code) => !known.has(code));
  expect(missing.toSorted()).toEqual(OF_NO_PLAN);
});
