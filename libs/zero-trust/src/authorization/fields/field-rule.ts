import type { PolicyTerm } from '../policies/policy-definition.js';

/** The caller must have a relation on the object that the field belongs to. */
export interface RelationRule {
  readonly relation: string;
}

/** Who may see or set a field. */
export type FieldRule = RelationRule | PolicyTerm;

/** Tells a relation from a policy. */
export function isRelationRule(rule: FieldRule): rule is RelationRule {
  return typeof rule === 'object' && 'relation' in rule;
}
