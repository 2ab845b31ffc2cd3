import type { InputProblem } from '../../kernel/decision.js';
import type { HandlerParameter } from '../../kernel/route-declaration.js';
import { locate } from './path-problem.js';
import type { PayloadCheck } from './payload-check.js';

/**
 * `@Query('limit')` takes one parameter as text: given twice or nested it is an array or an object, which handlers do not
 * expect. Parameters of type `string[]` may be given twice.
 */
export function compilePickedQueries(parameters: readonly HandlerParameter[]): PayloadCheck | undefined {
  const names = parameters.flatMap(({ source, property, type }) =>
    source === 'query' && property !== undefined && (type as unknown) !== Array ? [property] : [],
  );
  if (names.length === 0) return undefined;
  return ({ request }) => names.flatMap((name) => judge(name, request.query));
}

function judge(name: string, query: unknown): InputProblem[] {
  const value = (query as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  if (value === undefined || typeof value === 'string') return [];
  return [locate('query', { path: [name], detail: 'must be given only once' })];
}
