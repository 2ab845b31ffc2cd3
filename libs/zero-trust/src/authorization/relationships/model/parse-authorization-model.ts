import type { AuthorizationModel } from './authorization-model.js';
import { buildModel } from './build-model.js';
import { ModelError } from './model-error.js';
import { MODEL_LIMITS } from './model-limits.js';
import { ModelSource } from './model-source.js';
import { transformDsl, type ParseModelOptions } from './transform-dsl.js';
import { unusedConditions } from './unused-conditions.js';

export type { ParseModelOptions } from './transform-dsl.js';

/**
 * Reads a model in OpenFGA's modelling language, schema 1.1 or 1.2, in full: direct relations with type restrictions,
 * wildcards and usersets, computed relations, `from`, `or`, `and`, `but not`, parentheses and conditions.
 *
 * @throws {ModelError} with every problem found and its line and column: syntax, types, relations and conditions that
 * there are not, relations that nobody can ever have, conditions that do not type-check or that nothing uses, and a
 * model that is too large or nested too deep
 * @see https://openfga.dev/docs/configuration-language
 */
export function parseAuthorizationModel(dsl: string, options: ParseModelOptions = {}): AuthorizationModel {
  const file = options.file ?? 'model';
  const json = transformDsl(dsl, options);
  const source = new ModelSource(dsl);
  const model = buildModel(json, { file, source });
  const unused = unusedConditions(model).map((name) => ({
    message: `condition "${name}" is used by no relation`,
    ...source.locateCondition(name),
  }));
  if (unused.length > 0) throw new ModelError(file, unused);
  return model;
}

/**
 * Reads a model in the JSON form of the OpenFGA API, as text or parsed.
 *
 * @throws {ModelError} as {@link parseAuthorizationModel}, without lines; a condition that nothing uses is let pass, as
 * servers do
 * @see https://openfga.dev/api/service#/Authorization%20Models
 */
export function parseAuthorizationModelJson(
  json: unknown,
  options: ParseModelOptions = {},
): AuthorizationModel {
  const file = options.file ?? 'model';
  const value = typeof json === 'string' ? parseJson(json, file) : json;
  return buildModel(value, { file, source: new ModelSource('') });
}

function parseJson(text: string, file: string): unknown {
  if (text.length > MODEL_LIMITS.textLength) {
    throw new ModelError(file, [
      { message: `the model is longer than ${MODEL_LIMITS.textLength} characters` },
    ]);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ModelError(file, [{ message: 'the text is not JSON' }], { cause: error });
  }
}
