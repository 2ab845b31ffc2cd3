import type { Rule } from '@angular-devkit/schematics';
import { findApplication } from '../shared/application.js';
import { addType, readModel } from '../shared/model-file.js';
import { nameOf } from '../shared/names.js';
import { readRelations, rulesOf } from '../shared/relations.js';

/** Options of `model NAME`; see `schema.json`. */
export interface ModelOptions {
  readonly name: string;
  readonly relations: string;
  readonly modelFile?: string;
  readonly sourceRoot?: string;
}

/** `model NAME`: a type more in the relationship model. What stands there already keeps its layout and comments. */
export function main({ name, relations, modelFile, sourceRoot }: ModelOptions): Rule {
  return (tree, { logger }) => {
    const type = nameOf(name, 'type of the relationship model').snake;
    const rules = rulesOf(readRelations(relations));
    const model = readModel(tree, findApplication(tree, sourceRoot), modelFile);
    const { path, text } = addType(model, { name: type, relations: rules });
    tree.overwrite(path, text);
    logger.info(`Routes may ask for it now: @CanAccess('${relations.split(',')[0]?.trim()}', '${type}')`);
  };
}
