/** Fields of the answer are replaced by `null`; the route needs `@Returns`, otherwise it is a deny. */
export interface MaskObligation {
  readonly type: 'mask';
  /** Names of properties of the returned object, `customer.email` for nested ones; of each item, for lists. */
  readonly fields: readonly string[];
}

/** The caller must have signed in recently or strongly enough; otherwise 401 with a challenge (RFC 9470). */
export interface StepUpObligation {
  readonly type: 'step-up';
  readonly maxAgeSeconds?: number;
  /** One of these authentication context classes. */
  readonly acrValues?: readonly string[];
}

/** Goes into the audit record of the request; never secrets or personal data. */
export interface LogObligation {
  readonly type: 'log';
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** What must be done for a permit to hold. One that is unknown, or cannot be met, makes it a deny. */
export type Obligation = MaskObligation | StepUpObligation | LogObligation;
