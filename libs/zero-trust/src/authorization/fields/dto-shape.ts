import { instanceToPlain, plainToInstance, type ClassConstructor } from 'class-transformer';
import type { Constructor } from '../../kernel/route-declaration.js';
import { decoratedNames } from './field-declarations.js';

/** A property that a class declares. */
export interface DtoProperty {
  readonly name: string;
  /** The class of its objects, or of the objects in its list; `undefined` if it declares none. */
  readonly nested: Constructor | undefined;
}

/** Classes that say nothing of the properties of their objects. */
const PLAIN: ReadonlySet<unknown> = new Set([
  Object, Array, String, Number, Boolean, BigInt, Symbol, Function, Promise, Date, RegExp, Map, Set, URL, Buffer, Uint8Array,
]); // prettier-ignore

/**
 * The properties that a class declares: by decorators of class-transformer or class-validator, by ours, or as class fields where
 * the compiler keeps them. What class-transformer leaves out (`@Exclude()`) or calls otherwise is not among them. Read through
 * class-transformer's own functions, so that it is exactly as it understands the class.
 *
 * @throws whatever the constructor of the class throws
 */
export function readDtoProperties(type: Constructor): readonly DtoProperty[] {
  const blank = instantiate(type);
  const exposed = instanceToPlain(blank, { strategy: 'excludeAll', exposeUnsetFields: true });
  const names = new Set([...Object.keys(blank), ...decoratedNames(type), ...Object.keys(exposed)]);
  return [...names]
    .filter((name) => Object.hasOwn(exposed, name) || isShown(type, name))
    .map((name) => ({ name, nested: nestedClassOf(type, name) }));
}

/** What a list, set or map of class-transformer holds; `undefined` for anything else. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Set || value instanceof Map ? [...value.values()] : undefined;
}

/** {@link readDtoProperties}, and none of a class that cannot be made, which is reported where it is returned. */
export function declaredProperties(type: Constructor): readonly DtoProperty[] {
  try {
    return readDtoProperties(type);
  } catch {
    return [];
  }
}

/** An instance as class-transformer makes them. */
export function instantiate(type: Constructor): object {
  return new (type as ClassConstructor<object>)();
}

/** Tells a class with declared properties from those of the language. */
export function isDtoClass(type: unknown): type is Constructor {
  return typeof type === 'function' && type.prototype !== undefined && !PLAIN.has(type);
}

function isShown(type: Constructor, name: string): boolean {
  try {
    const probe = Object.defineProperty(instantiate(type), name, { value: 1, enumerable: true });
    return Object.hasOwn(instanceToPlain(probe), name);
  } catch {
    return true; // A transform that stumbles over the probe: the property is there.
  }
}

/** From the emitted type, or else from `@Type(() => …)`, which lists need. */
function nestedClassOf(type: Constructor, name: string): Constructor | undefined {
  const emitted: unknown = Reflect.getMetadata('design:type', type.prototype as object, name);
  if (isDtoClass(emitted)) return emitted;
  try {
    const made = plainToInstance(type as ClassConstructor<object>, { [name]: [{}] });
    const value: unknown = Reflect.get(made, name);
    const [item] = itemsOf(value) ?? [value];
    const declared: unknown = (item as { constructor?: unknown } | null | undefined)?.constructor;
    return isDtoClass(declared) ? declared : undefined;
  } catch {
    return undefined; // Without a class its objects are left out.
  }
}
