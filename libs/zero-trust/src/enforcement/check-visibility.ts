import type { AccessOptions } from '../authorization/access/access.options.js';
import type { RelationshipEngine } from '../authorization/relationships/relationship-engine.port.js';
import type { Finding } from '../kernel/errors.js';

/** The option `visibleBy` may only name what the relationship model defines: else every object of the type would be hidden. */
export function checkVisibility(
  { visibleBy }: AccessOptions,
  engine: RelationshipEngine,
): readonly Finding[] {
  return Object.entries(visibleBy)
    .filter(([type, relation]) => !engine.hasRelation(type, relation))
    .map(([type, relation]) => ({
      where: `options.visibleBy.${type}`,
      problem: `the relationship model has no relation '${relation}' on a type '${type}'`,
      remedy: "Name a relation that the model of the option 'relationships' defines on this type.",
    }));
}
