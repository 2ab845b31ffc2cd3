import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { contentsOf } from './schematics.js';

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

// By their files: npm links no command that is built only after it has installed.
const PROGRAMS = {
  nest: '@nestjs/cli/bin/nest.js',
  'nestjs-zero-trust-schematics': 'nestjs-zero-trust-schematics/dist/command/main.js',
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
};

/** What a program said, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** An application on disk, with the packages of this repository. */
export class ApplicationFolder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  /** Writes the files of a tree into a temporary folder. */
  static async of(tree: Parameters<typeof contentsOf>[0]): Promise<ApplicationFolder> {
    const path = await mkdtemp(join(tmpdir(), 'zt-schematics-'));
    for (const [file, content] of Object.entries(contentsOf(tree))) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), content);
    }
    await symlink(MODULES, join(path, 'node_modules'));
    return new ApplicationFolder(path);
  }

  /** Runs a program here, without a terminal. */
  async run(program: keyof typeof PROGRAMS, ...options: readonly string[]): Promise<Ended> {
    return this.ended(process.execPath, [join(MODULES, PROGRAMS[program]), ...options]);
  }

  /** Runs a line of a guide here; what it takes from `npx` is the program of this repository. */
  async shell(line: string): Promise<Ended> {
    const known = Object.entries(PROGRAMS).map(
      ([name, file]) => [`npx ${name} `, `node ${join(MODULES, file)} `] as const,
    );
    const here = known.reduce((said, [written, meant]) => said.replace(written, meant), line);
    return this.ended('sh', ['-c', here]);
  }

  private async ended(program: string, options: readonly string[]): Promise<Ended> {
    const child = spawn(program, options, {
      cwd: this.path,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await once(child, 'close')) as [number];
    return { code, output: (await said).join('') };
  }

  /** Every file with its content, packages aside. */
  async contents(): Promise<Record<string, string>> {
    const entries = await readdir(this.path, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const read = files.map(
      async (file) => [file.slice(this.path.length), await readFile(file, 'utf8')] as const,
    );
    return Object.fromEntries(await Promise.all(read));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}
