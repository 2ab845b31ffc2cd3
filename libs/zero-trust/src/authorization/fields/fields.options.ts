/** How strictly routes must say what they return. */
export interface FieldsOptions {
  /**
   * What becomes of routes that return objects without `@Returns`: they stop the boot, or (`pass`) answer with all that their
   * handlers return, to adopt it step by step.
   *
   * @defaultValue `refuse`
   */
  readonly undeclared?: 'refuse' | 'pass';
}

/** {@link FieldsOptions} with every default filled in. */
export type ResolvedFieldsOptions = Required<FieldsOptions>;

/** Injection token of the {@link ResolvedFieldsOptions}. */
export const ResolvedFieldsOptions = Symbol('ResolvedFieldsOptions');
