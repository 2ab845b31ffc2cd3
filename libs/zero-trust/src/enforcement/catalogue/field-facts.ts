import { declaredProperties } from '../../authorization/fields/dto-shape.js';
import { fieldRulesOf } from '../../authorization/fields/field-declarations.js';
import { isRelationRule, type FieldRule } from '../../authorization/fields/field-rule.js';
import { nameOfTerm } from '../../authorization/policies/policy-term.js';
import type { Constructor } from '../../kernel/route-declaration.js';
import type { FieldFact } from '../../kernel/route-facts.js';

/** The properties that a class declares, with who sees and who sets them. */
export function fieldFactsOf(type: Constructor): readonly FieldFact[] {
  const visible = fieldRulesOf(type, 'visible');
  const writable = fieldRulesOf(type, 'writable');
  return declaredProperties(type).map(({ name, nested }) => ({
    name,
    nested,
    visibleTo: (visible.get(name) ?? []).map(inWords),
    writableBy: (writable.get(name) ?? []).map(inWords),
  }));
}

function inWords(rule: FieldRule): string {
  return isRelationRule(rule) ? rule.relation : nameOfTerm(rule);
}
