import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { mutate } from '../mutate-decorators/find-mutants.mjs';

const LEFT_OUT = new Set(['.git', 'audit', 'dist', 'node_modules']);
const TIMEOUT_MS = 120_000;

/** A copy of an application, to be mutated. Its packages are those of the original. */
export class AppCopy {
  constructor(root, spec) {
    this.root = root;
    this.spec = spec;
  }

  /**
   * @param {string} app folder of the application
   * @param {string} spec path of the e2e spec in it
   */
  static async of(app, spec) {
    const root = await mkdtemp(join(tmpdir(), 'mutate-resource-'));
    await cp(app, root, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    await symlink(join(app, 'node_modules'), join(root, 'node_modules'));
    return new AppCopy(root, spec);
  }

  /** What of the spec fails, or `undefined`. */
  async failure() {
    const args = ['run', '--config', 'vitest.config.e2e.ts', '--bail', '1', this.spec];
    const { passed, output } = await run(join(this.root, 'node_modules/.bin/vitest'), args, this.root);
    if (passed) return undefined;
    return /^\s*FAIL\s+(?<test>.+)$/m.exec(output)?.groups.test ?? lastLine(output);
  }

  /** The same, with one thing taken away. */
  async failureOf(mutant) {
    const file = join(this.root, mutant.file);
    const code = await readFile(file, 'utf8');
    await writeFile(file, mutate(code, mutant));
    try {
      return await this.failure();
    } finally {
      await writeFile(file, code);
    }
  }

  async remove() {
    await rm(this.root, { recursive: true, force: true });
  }
}

function run(program, args, cwd) {
  const env = { ...process.env, NO_COLOR: '1', CI: '1' };
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env, timeout: TIMEOUT_MS }, (error, stdout, stderr) =>
      resolve({ passed: error === null, output: stdout + stderr }),
    );
  });
}

function lastLine(output) {
  return output.trim().split('\n').at(-1) ?? 'it ended';
}
