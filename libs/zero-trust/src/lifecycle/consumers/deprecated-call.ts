/** Who calls: a subject of an issuer, by a client of it. */
export interface Consumer {
  readonly issuer: string;
  /** OAuth client that the token was issued to. */
  readonly clientId: string;
  readonly subject: string;
}

/**
 * What came of a call: it reached the handler, it was refused by anything but its date, it fell into a brownout, or it came after
 * the end.
 */
export type CallOutcome = 'answered' | 'refused' | 'brownout' | 'afterEnd';

/** One call of a route. */
export interface DeprecatedCall {
  /** The route's pattern, `GET /v1/orders/:id`. */
  readonly route: string;
  /** As the audit record has it; `undefined` where versions are not told apart. */
  readonly version: string | undefined;
  /** `undefined` unless the caller was verified and held the key that its token is bound to. */
  readonly consumer: Consumer | undefined;
  readonly outcome: CallOutcome;
  /** When the request ended, epoch milliseconds. */
  readonly at: number;
}
