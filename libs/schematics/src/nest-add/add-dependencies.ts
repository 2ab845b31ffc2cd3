import type { Rule } from '@angular-devkit/schematics';
import { NodePackageInstallTask } from '@angular-devkit/schematics/tasks/index.js';
import type { PackageJson } from '../shared/application.js';
import type { NestAddOptions } from './nest-add.options.js';

/** The library and what it stands on, beside Nest itself. A test holds the ranges to the library's own. */
export const DEPENDENCIES: Readonly<Record<string, string>> = {
  '@nestjs/throttler': '^6.7.0',
  'class-transformer': '^0.5.1',
  'class-validator': '^0.15.0',
  'nestjs-zero-trust': '^0.1.0',
};

/** Adds the packages that `package.json` lacks, and has them installed unless that is not wanted. */
export const addDependencies =
  ({ skipInstall }: NestAddOptions): Rule =>
  (tree, context) => {
    const packageJson = tree.readJson('/package.json') as PackageJson;
    const there = { ...packageJson.dependencies, ...packageJson.devDependencies };
    const missing = Object.entries(DEPENDENCIES).filter(([name]) => !(name in there));
    if (missing.length === 0) return;
    const dependencies = Object.entries({ ...packageJson.dependencies, ...Object.fromEntries(missing) });
    dependencies.sort(([one], [other]) => (one < other ? -1 : 1));
    const changed = { ...packageJson, dependencies: Object.fromEntries(dependencies) };
    tree.overwrite('/package.json', `${JSON.stringify(changed, null, 2)}\n`);
    if (!skipInstall) context.addTask(new NodePackageInstallTask());
  };
