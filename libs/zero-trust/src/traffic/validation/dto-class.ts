import * as classValidator from 'class-validator';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { Constructor } from '../../kernel/route-declaration.js';
import { constraintDetail, type ConstraintRule } from './constraint-detail.js';

type PropertyRule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Constraint = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidatorConstraints']>[number];

/** Names of class-validator's own constraints, which it exports as constants. They answer at once. */
const OWN_CONSTRAINTS: ReadonlySet<unknown> = new Set(Object.values(classValidator));

/** What the class-validator decorators of one class say, read once. */
export class DtoClass {
  /** Whether any property carries a rule; without one, the class validates nothing. */
  readonly hasRules: boolean;
  /** Properties whose objects are validated by their own classes. */
  readonly nested: readonly string[];
  /** Whether every rule on the class itself answers at once. A rule of the application may return a promise. */
  readonly answersAtOnce: boolean;
  readonly #details = new Map<string, string>();
  readonly #lists = new Set<string>();

  constructor(type: Constructor) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
    this.hasRules = rules.length > 0;
    this.nested = rules.filter(isNested).map(({ propertyName }) => propertyName);
    this.answersAtOnce = rules.every(
      (rule) => rule.type !== ValidationTypes.PROMISE_VALIDATION && constraintsOf(rule).every(isOwn),
    );
    for (const rule of rules) this.#read(rule, type);
  }

  /** What a constraint of a property expects, in words that hold no value. */
  detail(property: string, constraint: string): string {
    return this.#details.get(`${property}\n${constraint}`) ?? `does not satisfy ${constraint}`;
  }

  /** Whether the class says that a property takes several values. */
  isList(property: string): boolean {
    return this.#lists.has(property);
  }

  #read(rule: PropertyRule, type: Constructor): void {
    const { propertyName } = rule;
    if (saysList(rule, type)) this.#lists.add(propertyName);
    for (const worded of wordings(rule)) {
      this.#details.set(`${propertyName}\n${worded.name}`, constraintDetail(worded));
    }
  }
}

function isNested({ type }: PropertyRule): boolean {
  return type === ValidationTypes.NESTED_VALIDATION;
}

function isOwn({ name, async }: Constraint): boolean {
  return !async && OWN_CONSTRAINTS.has(name);
}

function constraintsOf(rule: PropertyRule): readonly Constraint[] {
  // Conditions and nested validation have no constraint class.
  const constraintClass = rule.constraintCls as PropertyRule['constraintCls'] | undefined;
  return constraintClass === undefined
    ? []
    : getMetadataStorage().getTargetValidatorConstraints(constraintClass);
}

function wordings(rule: PropertyRule): readonly ConstraintRule[] {
  const constraints = (rule.constraints as readonly unknown[] | undefined) ?? [];
  const { message, type } = rule as Pick<ConstraintRule, 'message'> & PropertyRule;
  if (isNested(rule)) {
    return [{ name: type, constraints, message: 'must be an object, or a list of objects' }];
  }
  return constraintsOf(rule).map(({ name, instance }) => ({
    name,
    constraints,
    message: message ?? ((args) => instance.defaultMessage?.(args) ?? ''),
  }));
}

function saysList(rule: PropertyRule, type: Constructor): boolean {
  const declared: unknown = Reflect.getMetadata('design:type', type.prototype as object, rule.propertyName);
  return (
    declared === Array ||
    declared === Set ||
    rule.each ||
    constraintsOf(rule).some(({ name }) => name === 'isArray')
  );
}
