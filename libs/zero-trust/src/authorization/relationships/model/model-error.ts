import { RelationshipError } from '../relationship-error.js';

/** One thing that is wrong with a model; line and column count from 1 and are absent when the parser has none. */
export interface ModelProblem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** A model that cannot be used, with everything that is wrong with it. Its `reason` is `invalid_model`. */
export class ModelError extends RelationshipError {
  constructor(
    readonly file: string,
    readonly problems: readonly ModelProblem[],
    options?: ErrorOptions,
  ) {
    super('invalid_model', describe(file, problems), options);
  }
}

function describe(file: string, problems: readonly ModelProblem[]): string {
  const lines = problems.map((problem) => `  ${location(file, problem)} ${problem.message}`);
  return [`The authorization model cannot be used; mend:`, ...lines].join('\n');
}

function location(file: string, { line, column }: ModelProblem): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
