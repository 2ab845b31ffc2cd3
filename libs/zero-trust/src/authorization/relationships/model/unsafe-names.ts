import type { ModelProblem } from './model-error.js';

const DEFINITION = /\b(?:define|condition)\s+([\w$]+)/;

/**
 * Finds a name that the parser of the language cannot take: it keeps what it reads as members of an object, where
 * `constructor` is always there already and `__proto__` never stays.
 */
export function findUnsafeName(dsl: string): ModelProblem | undefined {
  for (const [index, line] of dsl.split('\n').entries()) {
    const name = line.includes('__proto__') ? '__proto__' : DEFINITION.exec(line)?.[1];
    if (name === undefined || !(name in {})) continue;
    return { message: `the name "${name}" cannot be used`, line: index + 1, column: line.indexOf(name) + 1 };
  }
  return undefined;
}
