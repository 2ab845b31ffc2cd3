import type { AuthorizationModel } from './authorization-model.js';
import { rewriteParts } from './rewrite-parts.js';

/** The conditions that no type restriction names: somebody meant to restrict something and does not. */
export function unusedConditions(model: AuthorizationModel): readonly string[] {
  const parts = [...model.relations()].flatMap(({ rewrite }) => rewriteParts(rewrite));
  const restrictions = parts.flatMap((part) => (part.kind === 'direct' ? part.restrictions : []));
  const used = new Set(restrictions.map(({ condition }) => condition));
  return [...model.conditions.keys()].filter((name) => !used.has(name));
}
