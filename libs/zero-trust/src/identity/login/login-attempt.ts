/** Who tries to sign in, from where. */
export interface LoginAttempt {
  /**
   * What was typed as the account, in the one spelling under which the application would find it. Of an account that
   * exists or not: both are treated alike.
   */
  readonly account: string;
  /** Address of the client, as settled from trusted proxies only. */
  readonly address: string;
  /** The device token that an earlier sign-in gave this client, if it sent one. Need not be checked before. */
  readonly deviceToken?: string | undefined;
}

/** The password was right. */
export interface LoginAccepted<Value> {
  readonly outcome: 'accepted';
  /** What the check of the password gave. */
  readonly value: Value;
  /** To be kept by the client, for example in a cookie (`HttpOnly; Secure; SameSite=Strict`). No credential. */
  readonly deviceToken: string;
  readonly deviceTokenLifetimeSeconds: number;
}

/** The password was wrong, or there is no such account. */
export interface LoginRejected {
  readonly outcome: 'rejected';
}

/** The password was not looked at. */
export interface LoginRefused {
  /** `locked`: too many failures of the account (423); `address-limited`: of the address, over all accounts (429). */
  readonly outcome: 'locked' | 'address-limited';
  /** When to come back; at least 1. */
  readonly retryAfterSeconds: number;
}

/** What became of an attempt to sign in. */
export type LoginVerdict<Value> = LoginAccepted<Value> | LoginRejected | LoginRefused;
