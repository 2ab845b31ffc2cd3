import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'openapi-metadata-'));

afterAll(() => rmSync(folder, { recursive: true }));

it('what the sample tells of its types is what they are (npm run openapi:metadata)', () => {
  const script = join(ROOT, 'scripts/openapi-metadata/openapi-metadata.mjs');
  execFileSync(process.execPath, [script, folder], { cwd: ROOT, stdio: 'pipe', timeout: 60_000 });
  const read = (path: string): string => readFileSync(join(path, 'openapi-metadata.ts'), 'utf8');
  expect(read(join(ROOT, 'apps/orders/src'))).toBe(read(folder));
}, 60_000);
