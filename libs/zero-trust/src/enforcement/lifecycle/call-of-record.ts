import type { AuditRecord } from '../../audit/audit-record.js';
import type { CallOutcome, Consumer, DeprecatedCall } from '../../lifecycle/consumers/deprecated-call.js';

/**
 * What an audit record says of a call; `undefined` if no route was reached, or it is not known which: where several versions answer
 * one path, a request that was refused before its version was looked at may have been for any of them. Never throws: what another
 * program or a hand has written into the log is no call.
 */
export function callOfRecord(record: AuditRecord): DeprecatedCall | undefined {
  if (!isWellFormed(record)) return undefined;
  const { route, stages, version, time } = record;
  const at = Date.parse(time);
  if (route === null || stages?.['check-lifecycle'] === 'not-asked' || Number.isNaN(at)) return undefined;
  return { route, version, consumer: consumerOf(record), outcome: outcomeOf(record), at };
}

/** Whether what is read here is there and is what its type says: of a line nobody knows more than that it is JSON. */
function isWellFormed(record: unknown): boolean {
  if (!isObject(record)) return false;
  const { route, version, time, clientId, identity } = record;
  return (
    isText(time) &&
    (route === null || isText(route)) &&
    (version === undefined || isText(version)) &&
    (clientId === null || isText(clientId)) &&
    (identity === null || isIdentity(identity))
  );
}

function isIdentity(identity: unknown): boolean {
  return isObject(identity) && isText(identity['issuer']) && isText(identity['subject']);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
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
