import type { AuditRecord, StageVerdict } from '../audit-record.js';
import { askedRelationships } from './asked-relationships.js';
import type { ExplainedDecision, ExplainedStage } from './explained-decision.js';

/** Says of a record what each stage decided, and by which evidence. */
export function explainRecord(record: AuditRecord): ExplainedDecision {
  const { decisionId, time, decision, code, reason, method, route, path, status, sourceAddress } = record;
  const { identity, clientId, model } = record;
  return {
    decisionId,
    time,
    decision,
    ...(code === undefined ? {} : { code, reason }),
    caller: identity && { issuer: identity.issuer, subject: identity.subject, clientId },
    method,
    route,
    path,
    status,
    sourceAddress,
    ...(model === undefined ? {} : { model }),
    stages: verdictsOf(record).map(([stage, verdict]) => explainStage(record, stage, verdict)),
  };
}

/** Admission comes before the stages of the route, the handler after them. */
function verdictsOf(record: AuditRecord): readonly (readonly [stage: string, verdict: StageVerdict])[] {
  const around = (stage: 'admission' | 'handler'): readonly (readonly [string, StageVerdict])[] => {
    if (record.stage === stage) return [[stage, 'denied']];
    return record.evidence?.[stage] === undefined ? [] : [[stage, 'passed']];
  };
  return [...around('admission'), ...Object.entries(record.stages ?? {}), ...around('handler')];
}

function explainStage(record: AuditRecord, stage: string, verdict: StageVerdict): ExplainedStage {
  const refused = refusalOf(record, stage, verdict);
  const evidence = refused?.evidence ?? record.evidence?.[stage];
  return {
    stage,
    verdict,
    ...(refused === undefined ? {} : { code: refused.code, reason: refused.reason }),
    ...(evidence === undefined ? {} : { evidence }),
    asked: stage === 'check-relationship' ? askedRelationships(record, evidence) : [],
  };
}

function refusalOf(
  { code = '', reason = '', wouldDeny, evidence }: AuditRecord,
  stage: string,
  verdict: StageVerdict,
) {
  if (verdict === 'would-deny') return wouldDeny?.find((refused) => refused.stage === stage);
  return verdict === 'denied' ? { code, reason, evidence: evidence?.[stage] } : undefined;
}
