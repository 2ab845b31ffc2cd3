import type { Sunsets } from './sunsets.js';

/** When versions end. */
export interface LifecycleOptions {
  /** Dates by the names that `@Sunset` uses, so that no redeployment is needed to move them. ISO 8601. */
  readonly sunsets: Sunsets;
}

/** Injection token of the resolved {@link LifecycleOptions}. */
export const LifecycleOptions = Symbol('LifecycleOptions');
