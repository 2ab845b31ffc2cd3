import type { Constructor } from '../../kernel/route-declaration.js';
import { declaredProperties } from './dto-shape.js';

/** Which fields masks can find in the answers of one route; a path may begin at any object within them. */
export class MaskableFields {
  readonly #classes = new Map<Constructor, ReadonlyMap<string, Constructor | undefined>>();

  /** @param root - the class that the route returns */
  constructor(root: Constructor) {
    this.#add(root);
  }

  /** Whether a path such as `customer.email` leads to a field: a mask that finds none would hide nothing. */
  has(path: string): boolean {
    const names = path.split('.');
    return [...this.#classes.keys()].some((type) => this.#leads(type, names));
  }

  #add(type: Constructor): void {
    if (this.#classes.has(type)) return;
    const properties = declaredProperties(type);
    this.#classes.set(type, new Map(properties.map(({ name, nested }) => [name, nested])));
    for (const { nested } of properties) if (nested !== undefined) this.#add(nested);
  }

  #leads(type: Constructor, [name = '', ...rest]: readonly string[]): boolean {
    const fields = this.#classes.get(type);
    if (fields?.has(name) !== true) return false;
    const nested = fields.get(name);
    return rest.length === 0 || (nested !== undefined && this.#leads(nested, rest));
  }
}
