import type { ClassPlan } from './compiled-fields.js';

/** Whether everybody may see every declared field of a class, and of the classes in it. */
export function isOpenToAll(plan: ClassPlan, seen: Set<ClassPlan> = new Set()): boolean {
  if (seen.has(plan)) return true;
  seen.add(plan);
  return plan.fields.every(
    ({ rules, nested }) => rules.length === 0 && (nested === undefined || isOpenToAll(nested, seen)),
  );
}

/**
 * Whether an object is already what would be written anew from it: plain data, or an instance of the class, with none but
 * declared fields, in the order of their declaration. Most answers are; to look costs a fraction of a copy.
 *
 * @param plan - of a class that {@link isOpenToAll}
 */
export function mayLeaveAsIs(value: unknown, plan: ClassPlan): boolean {
  if (!isData(value, plan.prototype)) return false;
  const { fields } = plan;
  let index = 0;
  // Inherited names come up too, and are not declared: such an object is written anew.
  // eslint-disable-next-line guard-for-in
  for (const name in value) {
    while (index < fields.length && fields[index]?.name !== name) index += 1;
    const field = fields[index];
    if (field === undefined || !isShown(value[name], field.nested)) return false;
    index += 1;
  }
  return true;
}

/** A list that JSON takes for one. */
export function isPlainList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && isData(value, Array.prototype);
}

function isShown(value: unknown, nested: ClassPlan | undefined): boolean {
  if (isScalar(value)) return true;
  if (Array.isArray(value)) return isPlainList(value) && areItemsShown(value, nested);
  return nested !== undefined && mayLeaveAsIs(value, nested);
}

function areItemsShown(items: readonly unknown[], nested: ClassPlan | undefined): boolean {
  for (const item of items) {
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
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== expected && prototype !== null) return false;
  return typeof (value as { readonly toJSON?: unknown }).toJSON !== 'function';
}
