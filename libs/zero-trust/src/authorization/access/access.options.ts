/** How access to objects is decided. */
export interface AccessOptions {
  /**
   * By object type, the relation that makes an object visible: without it the object answers 404, not 403.
   *
   * @defaultValue `{}`: no type is hidden
   */
  readonly visibleBy: Readonly<Record<string, string>>;
  /** Longest time for loading a resource, in milliseconds. */
  readonly timeoutMs: number;
}

/** Injection token of the resolved {@link AccessOptions}. */
export const AccessOptions = Symbol('AccessOptions');
