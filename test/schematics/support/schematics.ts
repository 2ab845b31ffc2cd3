import { createRequire } from 'node:module';
import { HostTree } from '@angular-devkit/schematics';
import { SchematicTestRunner, UnitTestTree } from '@angular-devkit/schematics/testing/index.js';

const { resolve } = createRequire(import.meta.url);

/** What a schematic of our package did. */
export interface Outcome {
  readonly tree: UnitTestTree;
  /** What it told the user, line by line. */
  readonly told: readonly string[];
  /** Names of the tasks that follow: `node-package`. */
  readonly tasks: readonly string[];
}

/** Runs a schematic of the built collection, as the Nest CLI does, on a tree that stays as it is. */
export async function run(schematic: string, options: object, tree: UnitTestTree): Promise<Outcome> {
  const runner = new SchematicTestRunner('ours', resolve('nestjs-zero-trust-schematics/collection.json'));
  const told: string[] = [];
  runner.logger.subscribe(({ message }) => told.push(message));
  const changed = await runner.runSchematic(schematic, options, tree);
  return { tree: changed, told, tasks: runner.tasks.map(({ name }) => name) };
}

let pristine: Promise<UnitTestTree> | undefined;

/** Files by their paths: written, or removed by `null`. */
export type Changes = Readonly<Record<string, string | null | undefined>>;

/** The files of an application that `nest new shop` has just made. */
export async function newApplication(changes: Changes = {}): Promise<UnitTestTree> {
  pristine ??= new SchematicTestRunner(
    'nest',
    resolve('@nestjs/schematics/dist/collection.json'),
  ).runSchematic('application', { name: 'shop' });
  const made = await pristine;
  const tree = new UnitTestTree(new HostTree());
  for (const path of made.files) tree.create(path.replace(/^\/shop\//, '/'), made.readContent(path));
  for (const [path, content] of Object.entries(changes)) {
    if (content === undefined) continue;
    if (tree.exists(path)) tree.delete(path);
    if (content !== null) tree.create(path, content);
  }
  return tree;
}

/** The same, after `nest add nestjs-zero-trust` without any answer. */
export async function guardedApplication(): Promise<UnitTestTree> {
  const { tree } = await run('nest-add', {}, await newApplication());
  return tree;
}

/** Every file with its content, to compare two trees. */
export function contentsOf(tree: UnitTestTree): Record<string, string> {
  return Object.fromEntries(tree.files.map((path) => [path, tree.readContent(path)]));
}
