import { posix } from 'node:path';
import { chain, noop, type Rule } from '@angular-devkit/schematics';
import { findApplication, type Application } from '../shared/application.js';
import { declareImport } from '../shared/declare-import.js';
import { CONFIG_FILE } from '../shared/edit-config.js';
import { declareInModule } from '../shared/edit-module.js';
import { formatWritten } from '../shared/format-written.js';
import { readModel } from '../shared/model-file.js';
import { moduleArrays } from '../shared/module-metadata.js';
import { writeAbsent } from '../shared/write-absent.js';
import { addDependencies } from './add-dependencies.js';
import { checkAnswers } from './check-answers.js';
import { addEnvironment } from './environment.js';
import { sayNext } from './hints.js';
import type { NestAddOptions } from './nest-add.options.js';
import { openGreeting } from './open-greeting.js';

/**
 * `nest add nestjs-zero-trust`: imports the module with the answered options, and adds an example model, an environment file and the
 * packages that the library stands on. What is there already stays; a second run changes nothing.
 */
export function main(options: NestAddOptions): Rule {
  return (tree, { logger }) => {
    const application = findApplication(tree, options.sourceRoot);
    const { imports = [] } = moduleArrays(tree.readText(application.module), application.module);
    if (imports.includes('ZeroTrustModule')) {
      logger.info(`${application.module.slice(1)} imports ZeroTrustModule already: nothing to do.`);
      return tree;
    }
    checkAnswers(options);
    const modelFile = options.relationships
      ? (options.modelFile ?? `${application.root}/model.fga`.slice(1))
      : undefined;
    if (modelFile !== undefined && tree.exists(modelFile)) readModel(tree, application, modelFile);
    return guard(application, options, modelFile);
  };
}

const guard = (application: Application, options: NestAddOptions, modelFile: string | undefined): Rule =>
  chain([
    writeConfig(application, options, modelFile),
    modelFile === undefined ? noop() : writeModel(modelFile),
    importModule(application),
    openGreeting(application),
    addEnvironment(options),
    addDependencies(options),
    formatWritten(),
    sayNext(application, modelFile),
  ]);

const writeConfig = (
  { sourceRoot }: Application,
  options: NestAddOptions,
  modelFile: string | undefined,
): Rule =>
  writeAbsent({
    templates: './files/config',
    to: sourceRoot,
    values: { ...options, modelFile, literal: JSON.stringify },
  });

const writeModel = (modelFile: string): Rule => {
  const { dir, base: name } = posix.parse(modelFile);
  return writeAbsent({ templates: './files/model', to: `/${dir}`, values: { name } });
};

const importModule =
  (application: Application): Rule =>
  (tree) => {
    declareInModule(tree, application, {
      metadata: 'imports',
      symbol: 'ZeroTrustModule',
      expression: 'ZeroTrustModule.forRoot(zeroTrustConfig)',
      from: 'nestjs-zero-trust',
    });
    const config = `${application.sourceRoot}/${CONFIG_FILE}`.replace(/\.ts$/, '');
    const importing = {
      source: tree.readText(application.module),
      file: application.module,
      isEsm: application.isEsm,
    };
    tree.overwrite(application.module, declareImport(importing, 'zeroTrustConfig', config));
  };
