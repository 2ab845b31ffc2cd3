/** Who is calling, as the peers keep it on the request. */
export interface Principal {
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  readonly clearance: number;
}

/** The claims of an access token that the peers read, their signature verified. */
export interface AccessTokenClaims {
  readonly sub?: string;
  readonly scope?: unknown;
  readonly clearance?: unknown;
}

/** Reads a principal from verified claims; `undefined` without a subject. */
export function principalOf({ sub, scope, clearance }: AccessTokenClaims): Principal | undefined {
  if (sub === undefined) return undefined;
  return {
    subject: sub,
    scopes: new Set(typeof scope === 'string' ? scope.split(' ') : []),
    clearance: typeof clearance === 'number' ? clearance : 0,
  };
}
