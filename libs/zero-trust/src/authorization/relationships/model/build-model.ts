import { createHash } from 'node:crypto';
import { compileCondition } from '../conditions/compile-condition.js';
import { ExpressionCompiler } from '../../cel/compile-expression.js';
import type { Condition } from '../conditions/condition.js';
import type { ConditionDefinition } from '../conditions/condition-definition.js';
import { ExpressionError } from '../../cel/expression-error.js';
import { AuthorizationModel, type TypeDefinitions } from './authorization-model.js';
import { ModelProblems } from './model-problems.js';
import type { ModelSource } from './model-source.js';
import { readModel, type ReadingContext } from './read-model.js';
import { validateModel } from './validate-model.js';

/**
 * Makes a model of its JSON form.
 *
 * @throws {ModelError} with everything that is wrong with it
 */
export function buildModel(json: unknown, { file, source }: ModelOrigin): AuthorizationModel {
  const context = { source, problems: new ModelProblems() };
  const written = readModel(json, context);
  const definitions = validateModel(written, context);
  const conditions = compileConditions(written.conditions, context);
  context.problems.throwIfAny(file);
  return new AuthorizationModel(contentHash(definitions, conditions), definitions, conditions);
}

/** Where a model comes from. */
export interface ModelOrigin {
  /** Named in errors. */
  readonly file: string;
  readonly source: ModelSource;
}

function compileConditions(
  definitions: readonly ConditionDefinition[],
  context: ReadingContext,
): ReadonlyMap<string, Condition> {
  const compiler = new ExpressionCompiler();
  const conditions = new Map<string, Condition>();
  for (const definition of definitions) {
    try {
      conditions.set(definition.name, compileCondition(definition, compiler));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const place = context.source.locateCondition(definition.name, error.offset);
      context.problems.add(`condition "${definition.name}": ${error.message}`, place);
    }
  }
  return conditions;
}

/** The order in which a model is written has no meaning, so that it must not change the hash. */
function contentHash(definitions: TypeDefinitions, conditions: ReadonlyMap<string, Condition>): string {
  const relations = [...definitions].map(([type, members]) => {
    return [type, sorted([...members.values()].map(({ name, rewrite }) => [name, rewrite]))] as const;
  });
  const rules = [...conditions.values()].map(({ name, parameters, expression }) => {
    return [name, sorted([...parameters]), expression] as const;
  });
  const meaning = JSON.stringify([sorted(relations), sorted(rules)]);
  return createHash('sha256').update(meaning).digest('hex');
}

function sorted<T extends readonly [string, ...unknown[]]>(entries: readonly T[]): readonly T[] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
}
