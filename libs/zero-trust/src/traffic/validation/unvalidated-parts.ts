import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import type { Constructor } from '../../kernel/route-declaration.js';

/** A property of a DTO whose content nothing validates. */
export interface UnvalidatedPart {
  /** `OrderDto.items`. */
  readonly where: string;
  readonly problem: string;
  readonly remedy: string;
}

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** Properties, of a DTO and of those within it, whose objects nothing validates although the rest is validated. */
export function unvalidatedParts(root: Constructor): readonly UnvalidatedPart[] {
  const classes = new Set([root]);
  const found: UnvalidatedPart[] = [];
  // A set visits what is added while it is walked.
  for (const type of classes) {
    for (const [property, rules] of rulesByProperty(type)) {
      const nested = transformedClass(type, property);
      const part = judge(type, property, { rules, nested });
      if (part !== undefined) found.push(part);
      else if (nested !== undefined) classes.add(nested);
    }
  }
  return found;
}

interface Property {
  readonly rules: readonly Rule[];
  /** What its objects, or items, are turned into. */
  readonly nested: Constructor | undefined;
}

function judge(
  type: Constructor,
  property: string,
  { rules, nested }: Property,
): UnvalidatedPart | undefined {
  const where = `${type.name}.${property}`;
  const isNested = rules.some((rule) => rule.type === ValidationTypes.NESTED_VALIDATION);
  if (isNested) return nested === undefined ? withoutType(where) : undefined;
  return (nested ?? classOf(declaredType(type, property))) === undefined
    ? undefined
    : withoutValidation(where);
}

function withoutType(where: string): UnvalidatedPart {
  return {
    where,
    problem: 'has @ValidateNested, but nothing says of which class its objects are',
    remedy: 'Add @Type(() => ItemDto) of class-transformer.',
  };
}

function withoutValidation(where: string): UnvalidatedPart {
  return {
    where,
    problem: 'holds objects of a class with rules that are never asked',
    remedy: 'Add @ValidateNested(), with { each: true } for a list.',
  };
}

function rulesByProperty(type: Constructor): ReadonlyMap<string, readonly Rule[]> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const byProperty = new Map<string, Rule[]>();
  for (const rule of rules)
    byProperty.set(rule.propertyName, [...(byProperty.get(rule.propertyName) ?? []), rule]);
  return byProperty;
}

function hasRules(type: Constructor): boolean {
  return rulesByProperty(type).size > 0;
}

/** What class-transformer makes of an object in this place: it keeps to itself what `@Type` says. */
function transformedClass(type: Constructor, property: string): Constructor | undefined {
  try {
    const sample = declaredType(type, property) === Array ? [{}] : {};
    const made = plainToInstance(type as ClassConstructor<object>, { [property]: sample });
    const value: unknown = Reflect.get(made, property);
    const [item] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    return classOf((item as object | undefined)?.constructor);
  } catch {
    // A transform that takes no empty object looks into what it gets.
    return undefined;
  }
}

/** A class of the application with rules; what Node.js itself has is no class of payloads. */
function classOf(candidate: unknown): Constructor | undefined {
  const isOwn = typeof candidate === 'function' && hasRules(candidate as Constructor);
  return isOwn ? (candidate as Constructor) : undefined;
}

function declaredType(type: Constructor, property: string): unknown {
  return Reflect.getMetadata('design:type', type.prototype as object, property);
}
