import type { Constructor } from '../../kernel/route-declaration.js';

/** Which object of the relationship graph the instances of a class stand for. */
export interface Represented {
  /** `order` */
  readonly type: string;
  /** The property that holds the id. */
  readonly idProperty: string;
}

const REPRESENTS = Symbol('zero-trust:represents');

/**
 * Each object of this class stands for the object `type:<value of the property>` of the relationship graph: `@Visible` is then
 * judged for each object by itself, in lists and nested objects too.
 *
 * @example
 * @Represents('order')
 * class OrderDto { readonly id!: string; }
 */
export function Represents(type: string, idProperty = 'id'): ClassDecorator {
  return Reflect.metadata(REPRESENTS, { type, idProperty } satisfies Represented);
}

/** What {@link Represents} says of a class or its base classes. */
export function representedBy(type: Constructor): Represented | undefined {
  return Reflect.getMetadata(REPRESENTS, type) as Represented | undefined;
}
