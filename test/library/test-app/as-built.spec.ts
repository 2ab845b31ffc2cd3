import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryOptions } from '../../docs/support/type-check.js';

const HERE = import.meta.dirname;
const SOURCES = ['orders.app', 'orders.jest'];
const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');
const SETTINGS = { transform: {}, setupFiles: ['<rootDir>/jest.setup.js'], testMatch: ['**/*.jest.js'] };
/** CommonJS packages require Nest; jest lets them, once its own import of Nest has ended. */
const SETUP = "import '@nestjs/common';\nimport '@nestjs/core';\n";
const FORGETFUL = `
  import { startTestApp } from 'nestjs-zero-trust/testing';
  import { AppModule } from './orders.app.js';
  const api = await startTestApp(AppModule, { tuples: 'user:bob viewer order:1' });
  console.log((await api.as('bob', { scope: 'orders:read' }).get('/orders/1')).status);
`;

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly message: string }[];
}

describe('the test tools, as built (npm run build), in an application of their own', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'zero-trust-built-'));
    symlinkSync(join(HERE, '../../../node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', jest: SETTINGS }));
    writeFileSync(join(folder, 'jest.setup.js'), SETUP);
    for (const name of SOURCES) writeFileSync(join(folder, `${name}.js`), compiled(name));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('start it under jest, and hold adapters to the contract suites', { timeout: 60_000 }, () => {
    const report = runJest(folder);
    expect(report.testResults.map(({ message }) => message)).toEqual(['']);
    expect(report.numFailedTests).toBe(0);
    // One of its own, and those of the four suites.
    expect(report.numPassedTests).toBeGreaterThan(80);
  });

  it('let a process end that forgot to close it, and say so', { timeout: 60_000 }, () => {
    const words = ['--input-type=module', '--eval', FORGETFUL];
    const { status, stdout, stderr } = run(folder, words);
    expect([status, stdout]).toEqual([0, '200\n']);
    expect(stderr).toMatch(
      /^The test app at http:\/\/127\.0\.0\.1:\d+ was not closed: await api\.close\(\) when the tests are done\.$/m,
    );
  });
});

function compiled(name: string): string {
  const source = readFileSync(join(HERE, 'built', `${name}.ts`), 'utf8');
  const compilerOptions = { ...repositoryOptions(), noEmit: false, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

function runJest(folder: string): Report {
  const { stdout, stderr } = run(folder, ['--experimental-vm-modules', JEST, '--json']);
  const json = stdout.slice(stdout.indexOf('{'));
  if (json === '') throw new Error(stderr);
  return JSON.parse(json) as Report;
}

function run(folder: string, words: readonly string[]) {
  return spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 55_000,
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'test' },
  });
}
