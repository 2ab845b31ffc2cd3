/** What bounds the validation of a payload. */
export interface ValidationOptions {
  /** Most members and items that a body or query may hold, all levels together. */
  readonly maxPayloadValues: number;
}

/** Injection token of the resolved {@link ValidationOptions}. */
export const ValidationOptions = Symbol('ValidationOptions');
