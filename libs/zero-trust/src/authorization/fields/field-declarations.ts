import { Allow, getMetadataStorage } from 'class-validator';
import type { Constructor } from '../../kernel/route-declaration.js';
import type { FieldRule } from './field-rule.js';

/** Kinds of rules on a property. */
export type FieldRuleKind = 'visible' | 'writable';

const KEYS: Readonly<Record<FieldRuleKind, symbol>> = {
  visible: Symbol('zero-trust:visible'),
  writable: Symbol('zero-trust:writable'),
};

type Context = Readonly<Record<symbol, readonly FieldRule[]>>;

/** The class in whose source a mark stands; copies of the mark belong to other classes. */
const declaredBy = new WeakMap<Context, unknown>();

/**
 * Keeps rules on a property. They lie in the store of class-validator, because that is what `PartialType`, `PickType` and the
 * like copy: in a store of our own they would be lost there, and the field open.
 */
export function declareFieldRules(kind: FieldRuleKind, rules: readonly FieldRule[]): PropertyDecorator {
  return (prototype, property) => {
    if (typeof property === 'symbol')
      throw new TypeError('Fields of an answer or a body have names, not symbols.');
    const context: Context = { [KEYS[kind]]: rules };
    declaredBy.set(context, prototype.constructor);
    Allow({ context })(prototype, property);
  };
}

/**
 * The rules of every property of a class that has any. Those of base classes add up, also where a class declares the property
 * anew: of two marks on one property class-validator itself would keep the subclass's alone.
 */
export function fieldRulesOf(
  type: Constructor,
  kind: FieldRuleKind,
): ReadonlyMap<string, readonly FieldRule[]> {
  const rules = new Map<string, readonly FieldRule[]>();
  for (const { propertyName, context } of new Set(classChain(type).flatMap(validationsOf))) {
    const declared = (context as Context | undefined)?.[KEYS[kind]];
    if (declared !== undefined) rules.set(propertyName, [...(rules.get(propertyName) ?? []), ...declared]);
  }
  return rules;
}

/** Whether a class has rules of visibility that were copied and that the other one has, too; what it inherits is no copy. */
export function hasCopiedRules(copy: Constructor, origin: Constructor): boolean {
  const originals = new Set(validationsOf(origin).map(visibilityOf));
  return validationsOf(copy).some((entry) => {
    const rules = visibilityOf(entry);
    return rules !== undefined && declaredBy.get(rules) !== entry.target && originals.has(rules);
  });
}

function visibilityOf({ context }: Validation): Context | undefined {
  const rules = context as Context | undefined;
  return rules?.[KEYS.visible] === undefined ? undefined : rules;
}

/** Names of the properties that carry any decorator of class-validator, ours included. */
export function decoratedNames(type: Constructor): readonly string[] {
  return [...new Set(validationsOf(type).map(({ propertyName }) => propertyName))];
}

/** Whether a property is validated by anything but the mark that our own rules leave. */
export function isValidated(type: Constructor, property: string): boolean {
  return validationsOf(type).some(
    ({ propertyName, type: kind }) => propertyName === property && kind !== ALLOWED,
  );
}

/** What `@Allow()` is called in the store. */
const ALLOWED = 'whitelistValidation';

type Validation = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function validationsOf(type: Constructor): readonly Validation[] {
  return getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
}

function classChain(type: Constructor): readonly Constructor[] {
  const parent = Object.getPrototypeOf(type) as Constructor | null;
  return parent === null || parent === Function.prototype ? [type] : [type, ...classChain(parent)];
}
