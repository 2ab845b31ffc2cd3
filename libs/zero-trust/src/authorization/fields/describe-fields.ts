import type { Constructor, RouteDeclaration } from '../../kernel/route-declaration.js';
import { readDtoProperties } from './dto-shape.js';
import { fieldRulesOf, type FieldRuleKind } from './field-declarations.js';
import { isRelationRule, type FieldRule } from './field-rule.js';
import { returnsOf, unfilteredReasonOf } from '../../kernel/returns.decorator.js';

/** What the words for a route begin with that lets everything out; an excuse, no demand. */
export const RETURNS_EVERYTHING = 'returns everything: ';

/** What a route demands for fields, one by one: what it returns, who sees and who sets guarded ones. */
export function describeFields(route: RouteDeclaration, body: Constructor | undefined): readonly string[] {
  return [...describeReturns(route), ...guarded(body, 'writable').map((field) => `takes ${field}`)];
}

function describeReturns(route: RouteDeclaration): readonly string[] {
  const reason = unfilteredReasonOf(route);
  if (reason !== undefined) return [`${RETURNS_EVERYTHING}${reason}`];
  const declared = returnsOf(route);
  if (declared === undefined) return [];
  const type = returnedClassOf(route);
  const returned = `returns ${nameOf(type)}${Array.isArray(declared.shape) ? '[]' : ''}`;
  return [returned, ...guarded(type, 'visible').map((field) => `shows ${field}`)];
}

/** The class of the objects that a route returns, in a list or alone. */
export function returnedClassOf(route: RouteDeclaration): Constructor | undefined {
  const shape = returnsOf(route)?.shape;
  return (Array.isArray(shape) ? (shape as readonly unknown[])[0] : shape) as Constructor | undefined;
}

/** The class of a whole body. */
export function bodyClassOf({ parameters }: RouteDeclaration): Constructor | undefined {
  return parameters.find(({ source, property }) => source === 'body' && property === undefined)?.type;
}

function nameOf(type: Constructor | undefined): string {
  return typeof type === 'function' ? type.name : 'no object';
}

/** `OrderDto.internalNotes (editor)`, of a class and of those within it. */
function guarded(root: Constructor | undefined, kind: FieldRuleKind): readonly string[] {
  const classes = new Set(typeof root === 'function' ? [root] : []);
  // A set visits what is added while it is walked.
  for (const type of classes) for (const nested of nestedClasses(type)) classes.add(nested);
  return [...classes].flatMap((type) =>
    [...fieldRulesOf(type, kind)]
      .filter(([, rules]) => rules.length > 0)
      .map(([name, rules]) => `${type.name}.${name} (${rules.map(inWords).join(', ')})`),
  );
}

/** A class that cannot be made has been reported. */
function nestedClasses(type: Constructor): readonly Constructor[] {
  try {
    return readDtoProperties(type).flatMap(({ nested }) => nested ?? []);
  } catch {
    return [];
  }
}

/** A rule as the posture names it. */
export function inWords(rule: FieldRule): string {
  return isRelationRule(rule) ? rule.relation : rule.name;
}
