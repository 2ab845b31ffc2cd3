import {
  describeRestriction,
  formatRestriction,
  type AuthorizationModel,
  type TypeRestriction,
} from '../model/authorization-model.js';
import { leavesOf, restrictionsOf, type RewriteLeaf } from '../model/rewrite-parts.js';

/** On which objects the tuples of a relation can matter: on the object asked about, or on any of its type. */
export type Span = 'same_object' | 'any_object';

/** How the tuples of one relation can matter for a question. */
export interface RelationUse {
  /** Their subjects may be the one asked about. */
  readonly grants?: Span;
  /** Their subjects are objects that lead on, as by `member from organization`. */
  readonly leads?: Span;
}

/** `type#relation` of every relation whose tuples can matter, with how. */
export type RelationReach = ReadonlyMap<string, RelationUse>;

/** Follows the rules of a model from a relation to everything that its answer can rest on. */
export class RelationReaches {
  readonly #reaches = new Map<string, RelationReach>();

  constructor(private readonly model: AuthorizationModel) {}

  /** @throws {RelationshipError} `type_not_found` or `relation_not_found` */
  from(type: string, relation: string): RelationReach {
    const key = `${type}#${relation}`;
    const known = this.#reaches.get(key);
    if (known !== undefined) return known;
    this.model.relation(type, relation);
    const reach = follow(this.model, { type, relation, span: 'same_object' });
    this.#reaches.set(key, reach);
    return reach;
  }
}

interface Step {
  readonly type: string;
  readonly relation: string;
  readonly span: Span;
}

/** Without recursion, so that no model is too deep for it. */
function follow(model: AuthorizationModel, start: Step): RelationReach {
  const reach = new Map<string, RelationUse>();
  const steps: Step[] = [start];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (!model.hasRelation(step.type, step.relation) || !widen(reach, step, 'grants')) continue;
    for (const leaf of leavesOf(model.relation(step.type, step.relation).rewrite))
      steps.push(...followLeaf({ model, step, leaf, reach }));
  }
  return reach;
}

interface LeafStep {
  readonly model: AuthorizationModel;
  readonly step: Step;
  readonly leaf: RewriteLeaf;
  readonly reach: Map<string, RelationUse>;
}

function followLeaf({ model, step, leaf, reach }: LeafStep): readonly Step[] {
  if (leaf.kind === 'computed') return [{ ...step, relation: leaf.relation }];
  if (leaf.kind === 'direct') return leaf.restrictions.flatMap(toUserset);
  widen(reach, { ...step, relation: leaf.tupleset }, 'leads');
  const parents = directRestrictions(model, step.type, leaf.tupleset);
  return parents.map(({ type }) => ({ type, relation: leaf.computed, span: 'any_object' }));
}

function toUserset({ type, relation }: TypeRestriction): readonly Step[] {
  return relation === undefined ? [] : [{ type, relation, span: 'any_object' }];
}

/** @returns whether this is news */
function widen(reach: Map<string, RelationUse>, step: Step, how: keyof RelationUse): boolean {
  const key = `${step.type}#${step.relation}`;
  const use = reach.get(key) ?? {};
  if (use[how] === 'any_object' || use[how] === step.span) return false;
  reach.set(key, { ...use, [how]: step.span });
  return true;
}

/** The subjects that a model permits on one relation. */
export interface PermittedSubjects {
  /** `user`, `user:*`, `team#member`, whatever condition goes with them. */
  readonly kinds: ReadonlySet<string>;
  /** The same with the condition, `user:* with in_hours`. */
  readonly described: ReadonlySet<string>;
}

/** Nobody where the model lacks the relation or only derives it. */
export function permittedSubjects(
  model: AuthorizationModel,
  type: string,
  relation: string,
): PermittedSubjects {
  const restrictions = directRestrictions(model, type, relation);
  return {
    kinds: new Set(restrictions.map(formatRestriction)),
    described: new Set(restrictions.map(describeRestriction)),
  };
}

function directRestrictions(
  model: AuthorizationModel,
  type: string,
  relation: string,
): readonly TypeRestriction[] {
  if (!model.hasRelation(type, relation)) return [];
  return restrictionsOf(model.relation(type, relation).rewrite);
}
