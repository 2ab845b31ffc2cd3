import type { Constructor } from '../../kernel/route-declaration.js';
import { hasCopiedRules } from './field-declarations.js';

/** Which object of the relationship graph the instances of a class stand for. */
export interface Represented {
  /** `order` */
  readonly type: string;
  /** The property that holds the id. */
  readonly idProperty: string;
}

const REPRESENTS = Symbol('zero-trust:represents');

/** Every class that says so; classes live as long as the process. */
const representing = new Set<Constructor>();

/**
 * Each object of this class stands for the object `type:<value of the property>` of the relationship graph: `@Visible` is then
 * judged for each object by itself, in lists and nested objects too.
 *
 * @example
 * @Represents('order')
 * class OrderDto { readonly id!: string; }
 */
export function Represents(type: string, idProperty = 'id'): ClassDecorator {
  return (represented) => {
    Reflect.defineMetadata(REPRESENTS, { type, idProperty } satisfies Represented, represented);
    representing.add(represented as unknown as Constructor);
  };
}

/** What {@link Represents} says of a class or its base classes. */
export function representedBy(type: Constructor): Represented | undefined {
  return Reflect.getMetadata(REPRESENTS, type) as Represented | undefined;
}

/**
 * The class with {@link Represents} that `PartialType`, `PickType` or the like made this one of: they copy the rules of its
 * fields, and not which object these are about.
 */
export function representedOrigin(type: Constructor): Constructor | undefined {
  if (representedBy(type) !== undefined) return undefined;
  return [...representing].find((origin) => hasCopiedRules(type, origin));
}
