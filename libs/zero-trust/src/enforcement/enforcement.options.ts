/** How the pipeline itself behaves. */
export interface EnforcementOptions {
  /** The guard, admission and egress cover the whole application. `false`: only where guards are bound by hand. */
  readonly global: boolean;
  /** Longest time for one stage, in milliseconds; expiry is a deny (503). */
  readonly stageTimeoutMs: number;
  /** Largest body, in bytes, that may be announced. */
  readonly maxBodyBytes: number;
  /** Paths that the application serves outside Nest's routes, with the reason. A trailing `/*` covers what is below. */
  readonly rawRoutes: Readonly<Record<string, string>>;
}

/** Injection token of the resolved {@link EnforcementOptions}. */
export const EnforcementOptions = Symbol('EnforcementOptions');
