import { parseTuple } from '../../authorization/relationships/tuple.js';
import type { QuestionContext } from '../../authorization/relationships/relationship-engine.port.js';
import { CommandLineError } from '../command-line/command-line.error.js';
import type { OptionValues } from './command.js';
import type { QUESTION_OPTIONS } from './target-options.js';

/** What goes along with a question. @throws CommandLineError, RelationshipError for what is malformed */
export function readQuestionContext(values: OptionValues<typeof QUESTION_OPTIONS>): QuestionContext {
  const { context, with: tuples = [] } = values;
  return {
    ...(context === undefined ? {} : { context: readContext(context) }),
    ...(tuples.length === 0 ? {} : { contextualTuples: tuples.map((tuple) => parseTuple(tuple)) }),
  };
}

function readContext(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new CommandLineError(`--context takes a JSON object, such as '{"ip":"10.0.0.1"}'.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
