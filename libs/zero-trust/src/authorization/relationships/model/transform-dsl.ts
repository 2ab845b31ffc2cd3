import { transformer } from '@openfga/syntax-transformer';
import { replaceAny } from './any-parameters.js';
import { ModelError, type ModelProblem } from './model-error.js';
import { findOversize } from './model-limits.js';
import { findUnsafeName } from './unsafe-names.js';

/** Where the model's text comes from. */
export interface ParseModelOptions {
  /** Named in errors. @defaultValue `'model'` */
  readonly file?: string;
}

const MODULE = /^\s*module\s/m;

/**
 * Turns a model in OpenFGA's modelling language into the JSON form that the OpenFGA API takes. Only its grammar is
 * judged; whether the model makes sense is for `parseAuthorizationModel` to say.
 *
 * @throws {ModelError} with the syntax errors, or because the text is too large, nested too deep or only a module
 */
export function transformDsl(dsl: string, options: ParseModelOptions = {}): unknown {
  const file = options.file ?? 'model';
  assertReadable(dsl, file);
  return transform(dsl, file);
}

function assertReadable(dsl: string, file: string): void {
  const oversize = findOversize(dsl);
  if (oversize) throw new ModelError(file, [oversize]);
  if (MODULE.test(dsl)) {
    const message = 'a module is only a part of a model; write the whole model in one file, without "module"';
    throw new ModelError(file, [{ message }]);
  }
  const unsafe = findUnsafeName(dsl);
  if (unsafe) throw new ModelError(file, [unsafe]);
}

function transform(dsl: string, file: string): unknown {
  const { dsl: text, restore } = replaceAny(dsl);
  try {
    const json: unknown = transformer.transformDSLToJSONObject(text);
    restore(json);
    return json;
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

const MOST_PARSER_PROBLEMS = 20;

function problemsOf(error: unknown): readonly ModelProblem[] {
  const problems: unknown = error instanceof Error && 'errors' in error ? error.errors : undefined;
  // Not every failure of the parser is one of its own errors; what it cannot place is a problem of the whole.
  if (!Array.isArray(problems) || problems.length === 0) {
    return [
      { message: `the model could not be read: ${error instanceof Error ? error.message : 'unknown'}` },
    ];
  }
  return problems.slice(0, MOST_PARSER_PROBLEMS).map((problem: ParserProblem) => ({
    message: problem.msg ?? 'the model is invalid here',
    ...(problem.line && { line: problem.line.start + 1 }),
    ...(problem.line && problem.column && { column: problem.column.start + 1 }),
  }));
}
