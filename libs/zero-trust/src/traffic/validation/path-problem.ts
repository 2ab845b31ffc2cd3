import type { InputProblem } from '../../kernel/decision.js';
import type { HandlerParameter } from '../../kernel/route-declaration.js';

/** A problem within one payload: the way to it, property by property, and what was expected. Never the value. */
export interface PathProblem {
  readonly path: readonly string[];
  readonly detail: string;
}

/** How many problems an answer lists. */
export const MAX_PROBLEMS = 50;

const MAX_POINTER_LENGTH = 256;

/**
 * Says where in the request the problem is: a JSON pointer into the body, or `query:name`, `param:name`. Names that the
 * caller made up are cut off, so that the answer stays small.
 *
 * @see RFC 6901 §3
 */
export function locate(source: HandlerParameter['source'], { path, detail }: PathProblem): InputProblem {
  const tokens = path.map((token) => token.replaceAll('~', '~0').replaceAll('/', '~1'));
  const pointer =
    source === 'body' ? tokens.map((token) => `/${token}`).join('') : `${source}:${tokens.join('/')}`;
  return { pointer: pointer.slice(0, MAX_POINTER_LENGTH), detail };
}
