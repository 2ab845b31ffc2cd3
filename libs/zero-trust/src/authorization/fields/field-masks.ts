/**
 * Fields that policies demand to be masked, as paths: `customer.email` is `email` in whatever stands in a `customer`. A path
 * begins at any object of the answer, so that it also holds for the items of a page: rather too much is masked than too little.
 */
export class FieldMasks {
  readonly #paths: readonly (readonly string[])[];

  constructor(paths: Iterable<string>) {
    this.#paths = [...paths].map((path) => path.split('.'));
  }

  /** What holds for an object: these paths, and what remains of paths that led to it. */
  at(remaining: readonly (readonly string[])[]): readonly (readonly string[])[] {
    return remaining.length === 0 ? this.#paths : [...this.#paths, ...remaining];
  }
}

/** Whether a field is masked itself. */
export function isMasked(paths: readonly (readonly string[])[], field: string): boolean {
  return paths.some(([first, ...rest]) => first === field && rest.length === 0);
}

/** What remains of the paths for what stands in a field. */
export function pathsBelow(
  paths: readonly (readonly string[])[],
  field: string,
): readonly (readonly string[])[] {
  return paths.filter(([first, ...rest]) => first === field && rest.length > 0).map(([, ...rest]) => rest);
}
