/** A set that keeps what it was made with: many requests share it, and none may change it for the others. */
export class FrozenSet<T> extends Set<T> {
  constructor(values: Iterable<T>) {
    super();
    for (const value of values) super.add(value);
    Object.freeze(this);
  }

  /** @throws TypeError always */
  override add(): never {
    throw unchangeable();
  }

  /** @throws TypeError always */
  override delete(): never {
    throw unchangeable();
  }

  /** @throws TypeError always */
  override clear(): never {
    throw unchangeable();
  }
}

function unchangeable(): TypeError {
  return new TypeError('This set cannot be changed. Make a new one of it: new Set(set).');
}
