import type { Constructor } from '../../kernel/route-declaration.js';
import { DtoClass } from './dto-class.js';

/** Every class that payloads are turned into, read when first met. */
export class DtoClasses {
  readonly #known = new Map<Constructor, DtoClass>();

  of(type: Constructor): DtoClass {
    const known = this.#known.get(type);
    if (known !== undefined) return known;
    const dto = new DtoClass(type);
    this.#known.set(type, dto);
    return dto;
  }

  /** The class of an instance that a transform made. */
  ofInstance(instance: object): DtoClass {
    return this.of(instance.constructor as Constructor);
  }

  /**
   * Whether all rules on the instance and on what is nested in it answer at once. `validateSync` would pass over the
   * promise of any other rule, as if it were satisfied.
   */
  answersAtOnce(instance: object): boolean {
    const { answersAtOnce, nested } = this.ofInstance(instance);
    return (
      answersAtOnce && nested.every((property) => this.#nestedAnswerAtOnce(Reflect.get(instance, property)))
    );
  }

  #nestedAnswerAtOnce(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return true;
    if (Array.isArray(value)) return value.every((item) => this.#nestedAnswerAtOnce(item));
    // Sets and maps hold what this does not look into.
    return !(value instanceof Set || value instanceof Map) && this.answersAtOnce(value);
  }
}
