import { deny, type Deny, type Evidence } from '../../kernel/decision.js';

/** The deny of a policy: its reason goes to the audit record, not to the caller. */
export function policyDenied(policy: string, reason: string, evidence?: Evidence): Deny {
  return deny({
    code: 'ZT_POLICY_DENIED',
    kind: 'forbidden',
    detail: 'A policy of this service does not permit this request.',
    reason: `${policy}: ${reason}`,
    evidence: { policy, ...evidence },
  });
}
