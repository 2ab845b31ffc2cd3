import type { JudgedBy, RequestContext, WouldDeny } from '../kernel/request-context.js';
import type { RecordedWouldDeny, StageVerdict } from './audit-record.js';
import { redactEvidence, redactReason } from './redact-tokens.js';

const allPassed = new WeakMap<JudgedBy, string>();

/** The members `stages`, `wouldDeny`, `model` and `version` of an audit line, each with a comma behind it. */
export function stagesPart(context: RequestContext): string {
  const { judgedBy, denial, cleared, wouldDeny } = context;
  if (judgedBy === undefined) return '';
  if (denial !== undefined || !cleared || wouldDeny !== undefined) return write(judgedBy, context);
  const known = allPassed.get(judgedBy);
  if (known !== undefined) return known;
  const text = write(judgedBy, context);
  allPassed.set(judgedBy, text);
  return text;
}

function write({ stages, model, version }: JudgedBy, context: RequestContext): string {
  const verdicts = stages.map((stage) => `"${stage}":"${verdictOf(stage, context)}"`).join();
  const known = `${memberOf('model', model)}${memberOf('version', version)}`;
  return `"stages":{${verdicts}},${wouldDenyPart(context.wouldDeny)}${known}`;
}

function memberOf(name: string, text: string | undefined): string {
  return text === undefined ? '' : `"${name}":${JSON.stringify(text)},`;
}

function verdictOf(stage: JudgedBy['stages'][number], context: RequestContext): StageVerdict {
  if (context.wouldDeny?.some((refused) => refused.stage === stage) === true) return 'would-deny';
  const decided = context.decisions.findLast((decision) => decision.stage === stage);
  if (decided === undefined) return 'not-asked';
  return decided.decision.effect === 'allow' ? 'passed' : 'denied';
}

function wouldDenyPart(refused: readonly WouldDeny[] | undefined): string {
  if (refused === undefined) return '';
  const recorded = refused.map(({ stage, denial: { code, reason, evidence } }): RecordedWouldDeny => ({
    stage,
    code,
    reason: redactReason(reason),
    ...(evidence === undefined ? {} : { evidence: redactEvidence(evidence) }),
  }));
  return `"wouldDeny":${JSON.stringify(recorded)},`;
}
