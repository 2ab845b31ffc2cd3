import type { AuthorizationModel, TypeRestriction } from './authorization-model.js';
import { restrictionsOf, rewriteParts } from './rewrite-parts.js';

/** A relation of a type, by name. */
export interface RelationPlace {
  readonly type: string;
  readonly relation: string;
}

/** Which tuples a model permits, by relation. */
export class Assignments {
  /** `type#relation` of each relation that some `x from relation` names. */
  readonly #tuplesets = new Set<string>();

  constructor(private readonly model: AuthorizationModel) {
    for (const { type, rewrite } of model.relations()) {
      for (const part of rewriteParts(rewrite)) {
        if (part.kind === 'tuple_to_userset') this.#tuplesets.add(`${type}#${part.tupleset}`);
      }
    }
  }

  /**
   * Every kind of subject that a tuple may give the relation, wherever in its rewrite that stands. What names parents is
   * given to whole objects only.
   */
  of({ type, relation }: RelationPlace): readonly TypeRestriction[] {
    const restrictions = restrictionsOf(this.model.relation(type, relation).rewrite);
    if (!this.#tuplesets.has(`${type}#${relation}`)) return restrictions;
    return restrictions.filter((one) => one.relation === undefined && one.wildcard !== true);
  }
}
