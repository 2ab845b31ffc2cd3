import type { AuditRecord } from '../../audit/audit-record.js';
import type { CallOutcome, Consumer, DeprecatedCall } from '../../lifecycle/consumers/deprecated-call.js';

/**
 * What an audit record says of a call; `undefined` if no route was reached, or it is not known which: where several versions answer
 * one path, a request that was refused before its version was looked at may have been for any of them.
 */
export function callOfRecord(record: AuditRecord): DeprecatedCall | undefined {
  const { route, stages, version, time } = record;
  const at = Date.parse(time);
  if (route === null || stages?.['check-lifecycle'] === 'not-asked' || Number.isNaN(at)) return undefined;
  return { route, version, consumer: consumerOf(record), outcome: outcomeOf(record), at };
}

/** A token that somebody else than its owner shows must not make a consumer of the owner. */
function consumerOf({ identity, clientId, stages }: AuditRecord): Consumer | undefined {
  if (identity === null || clientId === null || stages?.['prove-possession'] !== 'passed') return undefined;
  return { issuer: identity.issuer, clientId, subject: identity.subject };
}

function outcomeOf({ decision, stage, code }: AuditRecord): CallOutcome {
  if (decision === 'allow') return 'answered';
  if (stage !== 'check-lifecycle') return 'refused';
  return code === 'ZT_VERSION_BROWNOUT' ? 'brownout' : 'afterEnd';
}
