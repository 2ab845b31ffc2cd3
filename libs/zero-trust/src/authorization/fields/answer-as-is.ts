import type { ClassPlan, FieldPlan } from './compiled-fields.js';

/** Whether everybody may see every declared field of a class, and of the classes in it: nothing is asked about its objects. */
export function isOpenToAll(plan: ClassPlan, seen: Set<ClassPlan> = new Set()): boolean {
  if (seen.has(plan)) return true;
  seen.add(plan);
  return plan.fields.every(
    ({ rules, nested }) => rules.length === 0 && (nested === undefined || isOpenToAll(nested, seen)),
  );
}

/**
 * Whether an object is already what would be written anew from it: plain data, or an instance of a class of plain data, with
 * none but declared fields, in the order of their declaration. Most answers are; to look costs a fraction of a copy. An own
 * accessor is read once more when the object becomes JSON, and is trusted to say the same again.
 *
 * @param plan - of a class that {@link isOpenToAll}
 */
export function mayLeaveAsIs(value: unknown, plan: ClassPlan): boolean {
  if (!isData(value, plan.dataPrototype)) return false;
  const { fields } = plan;
  let index = 0;
  // Inherited names come up too, and are not declared: such an object is written anew.
  // eslint-disable-next-line guard-for-in
  for (const name in value) {
    while (index < fields.length && fields[index]?.name !== name) {
      if (isHidden(value, fields[index])) return false;
      index += 1;
    }
    const field = fields[index];
    if (field === undefined || !isShown(value[name], field.nested)) return false;
    index += 1;
  }
  for (; index < fields.length; index += 1) if (isHidden(value, fields[index])) return false;
  return true;
}

/** Whether a field is there although it did not come up: JSON would leave out what is to be shown. */
function isHidden(value: Readonly<Record<string, unknown>>, field: FieldPlan | undefined): boolean {
  return field !== undefined && value[field.name] !== undefined;
}

/** The same of a list of such objects. */
export function mayListLeaveAsIs(value: unknown, plan: ClassPlan): boolean {
  if (!isPlainList(value)) return false;
  for (let index = 0; index < value.length; index += 1) if (!mayLeaveAsIs(value[index], plan)) return false;
  return true;
}

/** A list that JSON takes for one. */
function isPlainList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype && !hasToJson(value);
}

function isShown(value: unknown, nested: ClassPlan | undefined): boolean {
  if (isScalar(value)) return true;
  if (Array.isArray(value)) return isPlainList(value) && areItemsShown(value, nested);
  return nested !== undefined && mayLeaveAsIs(value, nested);
}

function areItemsShown(items: readonly unknown[], nested: ClassPlan | undefined): boolean {
  // By index, as JSON does: a list may have an iterator of its own.
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (!isScalar(item) && (nested === undefined || !mayLeaveAsIs(item, nested))) return false;
  }
  return true;
}

function isScalar(value: unknown): boolean {
  return (
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
  );
}

/** No file, stream or error, of which frameworks make something else, and nothing that says itself what JSON takes for it. */
function isData(value: unknown, expected: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== expected && prototype !== null) return false;
  return !hasToJson(value);
}

function hasToJson(value: object): boolean {
  return typeof (value as { readonly toJSON?: unknown }).toJSON === 'function';
}

/**
 * What instances inherit from, if they are plain data: of no other class, with no accessor in the place of a declared field,
 * and nothing by which frameworks would take them for a stream.
 */
export function dataPrototypeOf(prototype: unknown, fields: readonly FieldPlan[]): object | undefined {
  if (typeof prototype !== 'object' || prototype === null) return undefined;
  if (Object.getPrototypeOf(prototype) !== Object.prototype || 'pipe' in prototype) return undefined;
  return fields.some(({ name }) => Object.hasOwn(prototype, name)) ? undefined : prototype;
}
