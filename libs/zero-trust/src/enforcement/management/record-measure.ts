import type { StandingTarget, TokenTarget } from '../../identity/index.js';
import { allow } from '../../kernel/decision.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import { RequestContext } from '../../kernel/request-context.js';

/** What an administrator does, and to whom; the audit record says who it is. */
export type Measure = (StandingTarget | TokenTarget) & {
  readonly measure:
    | 'end-suspension'
    | 'lock'
    | 'read'
    | 'require-step-up'
    | 'revoke-token'
    | 'revoke-tokens'
    | 'suspend'
    | 'unlock'
    | 'withdraw-step-up';
};

/** That somebody has a decision of the past explained. */
export interface ExplainMeasure {
  readonly measure: 'explain';
  readonly explained: string;
}

/** Takes a measure and puts it into the request's audit record, whatever comes of it. */
export async function recordMeasure<T>(
  measure: Measure | ExplainMeasure,
  act: () => T | Promise<T>,
): Promise<T> {
  RequestContext.current()?.record('handler', allow({ ...measure }));
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error;
    // A record has one decision of the handler: the denial takes the place of what stood there.
    const { denial } = error;
    throw new AccessDeniedError(
      { ...denial, evidence: { ...denial.evidence, ...measure } },
      { cause: error },
    );
  }
}
