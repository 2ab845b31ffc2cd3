import type { AuthorizationModel } from './authorization-model.js';
import { rewriteParts } from './rewrite-parts.js';

/** How many `and` and `but not` a model has. */
export function countOperations(model: AuthorizationModel): number {
  const parts = [...model.relations()].flatMap(({ rewrite }) => rewriteParts(rewrite));
  return parts.filter(({ kind }) => kind === 'intersection' || kind === 'difference').length;
}
