import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect, stripVTControlCharacters } from 'node:util';
import { Logger, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { vi } from 'vitest';
import type { Guide } from './read-guides.js';

const COMMANDS = join(import.meta.dirname, '../../../libs/zero-trust/dist/commands');
const TOOLS: Readonly<Record<string, string>> = {
  relationships: join(COMMANDS, 'relationships/main.js'),
  policies: join(COMMANDS, 'policies/main.js'),
  'zero-trust-audit': join(COMMANDS, 'audit/main.js'),
};
/** Of this process alone: several may run the guides at once. */
const GENERATED = join(import.meta.dirname, '../.generated', String(process.pid));

/** Writes the files of a guide into a folder of their own. */
export function writeProgram({ name, files }: Guide): void {
  const folder = folderOf(name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of files) writeFileSync(join(folder, file), text);
}

/** Removes what {@link writeProgram} and the programs wrote. */
export function removePrograms(): void {
  rmSync(GENERATED, { recursive: true, force: true });
}

/** Where the program of a guide lies. */
export function folderOf(guide: string): string {
  return join(GENERATED, guide);
}

/** Runs a file of a guide, from the guide's folder. */
export function importFile(guide: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  process.chdir(folderOf(guide));
  return import(pathToFileURL(join(folderOf(guide), file)).href) as Promise<Record<string, unknown>>;
}

/** The application of a guide, and where it answers. */
export interface RunningApp {
  readonly app: INestApplication;
  readonly origin: string;
}

/** Starts what `main.ts` exports, an `app` that listens or a function that makes one, or else the plain `AppModule`. */
export async function startApp({ name, files }: Guide): Promise<RunningApp> {
  const app = files.has('main.ts') ? await createByMain(name) : await createByModule(name);
  const server = app.getHttpServer();
  if (!server.listening) await app.listen(0, '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  return { app, origin: `http://127.0.0.1:${port}` };
}

/** What a script of a guide prints, its uncaught error included, without colours. */
export async function runScript(guide: string, file: string): Promise<string> {
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...args) => void printed.push(args.join(' ')));
  try {
    await importFile(guide, file);
  } catch (error) {
    printed.push(inspect(error));
  } finally {
    log.mockRestore();
  }
  return stripVTControlCharacters(printed.join('\n'));
}

/** A command line of the library, in a guide. */
export interface ToolLine {
  readonly guide: string;
  /** As `npx` knows it. */
  readonly tool: string;
  readonly words: string;
}

/** What a tool prints, as built, from the guide's folder; a quoted word is one. */
export function runTool({ guide, tool, words }: ToolLine): string {
  const args = [...words.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const { stdout, stderr } = spawnSync(process.execPath, [TOOLS[tool] ?? '', ...args], {
    cwd: folderOf(guide),
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return `${stdout}${stderr}`.trimEnd();
}

/** The id of the decision that a problem names. */
export function decisionIdOf({ body }: { readonly body: string }): string | undefined {
  return /"decisionId":\s*"(?<id>[\da-f-]{36})"/.exec(body)?.groups?.['id'];
}

/** The latest of `count` audit records that a guide's application has written, as soon as they are all there. */
export async function auditRecord(guide: string, count: number): Promise<string> {
  const cwd = folderOf(guide);
  const records = (): readonly string[] =>
    globSync('**/*.jsonl', { cwd }).flatMap(
      (file) => readFileSync(join(cwd, file), 'utf8').match(/^.+$/gm) ?? [],
    );
  await vi.waitUntil(() => records().length >= count, { timeout: 3_000 });
  return records()[count - 1] ?? '';
}

async function createByMain(guide: string): Promise<INestApplication> {
  Logger.overrideLogger(false);
  const { app, createApp } = await importFile(guide, 'main.ts');
  return app === undefined ? (createApp as () => Promise<INestApplication>)() : (app as INestApplication);
}

async function createByModule(guide: string): Promise<INestApplication> {
  const { AppModule } = await importFile(guide, 'app.module.ts');
  return NestFactory.create(AppModule as Type, { logger: false });
}
