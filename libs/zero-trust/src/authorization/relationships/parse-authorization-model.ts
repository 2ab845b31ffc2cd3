import { createHash } from 'node:crypto';
import { transformer, validator } from '@openfga/syntax-transformer';
import { AuthorizationModel } from './authorization-model.js';
import { ModelError, type ModelProblem } from './model-error.js';
import { ModelSource } from './model-source.js';
import type { ModelJson } from './openfga-model-json.js';
import { RewriteReader } from './rewrite-reader.js';

/** Where the model's text comes from. */
export interface ParseModelOptions {
  /** Named in errors. @defaultValue `'model'` */
  readonly file?: string;
}

/**
 * Reads a model in OpenFGA's modelling language: direct relations with type restrictions, computed
 * relations, unions and `relation from tupleset`.
 *
 * @throws {ModelError} with every problem found and its line: syntax, unknown types and relations, relations
 * that nobody can ever have, and constructs that the engine does not evaluate. A construct that were skipped
 * instead would grant too much (`but not`) or too little, so the whole model is refused.
 * @see https://openfga.dev/docs/configuration-language
 */
export function parseAuthorizationModel(dsl: string, options: ParseModelOptions = {}): AuthorizationModel {
  const file = options.file ?? 'model';
  const json = reportProblems(file, (): ModelJson => transformer.transformDSLToJSONObject(dsl));
  const reader = new RewriteReader(new ModelSource(dsl));
  const definitions = reader.readTypes(json);
  if (reader.problems.length > 0) throw new ModelError(file, reader.problems);
  reportProblems(file, () => {
    validator.validateDSL(dsl);
  });
  return new AuthorizationModel(contentHash(json), definitions);
}

function contentHash({ schema_version, type_definitions }: ModelJson): string {
  return createHash('sha256').update(JSON.stringify({ schema_version, type_definitions })).digest('hex');
}

function reportProblems<T>(file: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw new ModelError(file, problemsOf(error), { cause: error });
  }
}

/** The parser's own errors count lines and columns from 0. */
interface ParserProblem {
  readonly msg?: string;
  readonly line?: { readonly start: number };
  readonly column?: { readonly start: number };
}

function problemsOf(error: unknown): readonly ModelProblem[] {
  const problems: unknown = error instanceof Error && 'errors' in error ? error.errors : undefined;
  // Not every failure of the parser is one of its own errors; what it cannot place is a problem of the whole.
  if (!Array.isArray(problems) || problems.length === 0) {
    return [
      { message: `the model could not be read: ${error instanceof Error ? error.message : 'unknown'}` },
    ];
  }
  return problems.map((problem: ParserProblem) => ({
    message: problem.msg ?? 'the model is invalid here',
    ...(problem.line && { line: problem.line.start + 1 }),
    ...(problem.line && problem.column && { column: problem.column.start + 1 }),
  }));
}
