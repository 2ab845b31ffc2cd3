import type { ConditionContext } from './condition-context.js';

/** How access to objects is decided. */
export interface AccessOptions {
  /**
   * By object type, the relation that makes an object visible: without it the object answers 404, not 403.
   *
   * @defaultValue `{}`: no type is hidden
   */
  readonly visibleBy: Readonly<Record<string, string>>;
  /**
   * Hidden and absent objects are answered at whole multiples of this time after the question, in milliseconds; 0 for at
   * once. What an engine looks at does not show as long as it takes less than this.
   */
  readonly hiddenAnswerMs: number;
  /** What conditions learn of every request. */
  readonly relationshipContext: ConditionContext | undefined;
  /** Longest time for loading a resource, in milliseconds. */
  readonly timeoutMs: number;
}

/** Injection token of the resolved {@link AccessOptions}. */
export const AccessOptions = Symbol('AccessOptions');
