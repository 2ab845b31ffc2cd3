import * as classValidator from 'class-validator';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { Constructor } from '../../../kernel/route-declaration.js';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** Names of class-validator's own constraints: asking them costs nothing and reaches nobody. */
const OWN_CONSTRAINTS: ReadonlySet<unknown> = new Set(Object.values(classValidator));

/** One constraint on a property. */
export interface PropertyConstraint {
  /** `isString` */
  readonly name: string;
  readonly constraints: readonly unknown[];
  /** Whether it is for the items of a list. */
  readonly each: boolean;
}

/** What class-validator's decorators say of one property. */
export interface PropertyRules {
  readonly constraints: readonly PropertyConstraint[];
  /** Whether objects in it are validated by their class; of each item, or of the one. */
  readonly nested: 'each' | 'one' | undefined;
  readonly mayBeAbsent: boolean;
  readonly mayBeNull: boolean;
}

/** The rules of every property of a class that has any. */
export function propertyRules(type: Constructor): ReadonlyMap<string, PropertyRules> {
  const byProperty = new Map<string, Rule[]>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(type, '', false, false)) {
    byProperty.set(rule.propertyName, [...(byProperty.get(rule.propertyName) ?? []), rule]);
  }
  return new Map([...byProperty].map(([property, rules]) => [property, readRules(property, rules)]));
}

function readRules(property: string, rules: readonly Rule[]): PropertyRules {
  const nested = rules.find(({ type }) => type === ValidationTypes.NESTED_VALIDATION);
  const conditions = rules.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
  const accepts = (value: undefined | null): boolean => rules.every((rule) => holds(rule, value));
  return {
    constraints: rules.flatMap(constraintsOf),
    nested: nested && (nested.each ? 'each' : 'one'),
    // A condition on other properties may hold or not: only what is always needed is called so.
    mayBeAbsent: conditions.length > 0 || accepts(undefined),
    mayBeNull: conditions.some((rule) => isPassedOver(rule, { [property]: null })) || accepts(null),
  };
}

function constraintsOf(rule: Rule): readonly PropertyConstraint[] {
  const constraints = (rule.constraints as readonly unknown[] | undefined) ?? [];
  return validatorsOf(rule).map(({ name }) => ({ name, constraints, each: rule.each }));
}

/** Whether a condition says of such an object that the property is not looked at. */
function isPassedOver(
  { constraints, propertyName }: Rule,
  object: Readonly<Record<string, unknown>>,
): boolean {
  const [condition] = constraints as unknown as readonly [(object: unknown, value: unknown) => unknown];
  try {
    return !(condition(object, object[propertyName]) as boolean);
  } catch {
    return false;
  }
}

/** Whether a rule accepts a value. Rules of the application are not asked: they might reach a database. */
function holds(rule: Rule, value: undefined | null): boolean {
  const { propertyName: property, constraints, target } = rule;
  const targetName = typeof target === 'string' ? target : target.name;
  const args = { value, property, constraints, object: { [property]: value }, targetName };
  return validatorsOf(rule).every(({ name, async, instance }) => {
    const isOwn = !async && OWN_CONSTRAINTS.has(name);
    return isOwn && instance.validate(value, args) === true;
  });
}

function validatorsOf(rule: Rule) {
  // Conditions and nested validation have no constraint class.
  const constraintClass = rule.constraintCls as Rule['constraintCls'] | undefined;
  return constraintClass === undefined
    ? []
    : getMetadataStorage().getTargetValidatorConstraints(constraintClass);
}
