import type { Evidence } from '../kernel/decision.js';
import type { JudgedBy, RequestContext, StageDecision } from '../kernel/request-context.js';
import { redactEvidence, redactReason } from './redact-tokens.js';
import { stagesPart } from './stages-part.js';

/** How the requests of a route are recorded that passed every stage, each by the same compiled decisions. */
interface GrantedText {
  /** What each decision granted, in the order of asking; frozen, and so shared by many requests. */
  readonly evidence: readonly Evidence[];
  readonly text: string;
}

const granted = new WeakMap<JudgedBy, GrantedText>();

/** The members from `decision` to `version` of an audit line, each with a comma behind it. */
export function judgementPart(context: RequestContext): string {
  const { judgedBy, denial, cleared, wouldDeny, decisions } = context;
  if (denial !== undefined || !cleared || wouldDeny !== undefined || judgedBy === undefined) {
    return write(context);
  }
  const known = granted.get(judgedBy);
  if (known !== undefined && isGrantedBy(decisions, known.evidence)) return known.text;
  const text = write(context);
  const evidence = decisions.map(({ decision }) => decision.evidence).filter((shown) => shown !== undefined);
  if (evidence.every((shown) => Object.isFrozen(shown))) granted.set(judgedBy, { evidence, text });
  return text;
}

function isGrantedBy(decisions: readonly StageDecision[], evidence: readonly Evidence[]): boolean {
  let index = 0;
  for (const { decision } of decisions) {
    if (decision.evidence === undefined) continue;
    if (decision.evidence !== evidence[index]) return false;
    index += 1;
  }
  return index === evidence.length;
}

function write(context: RequestContext): string {
  return `${decisionPart(context)}${evidencePart(context.decisions)}${stagesPart(context)}`;
}

function decisionPart({ denial, cleared, decisions }: RequestContext): string {
  if (denial === undefined) return cleared ? '"decision":"allow",' : '"decision":"none",';
  const stage = decisions.find(({ decision }) => decision === denial)?.stage;
  const reason = JSON.stringify(redactReason(denial.reason));
  const code = `"decision":"deny","code":"${denial.code}","reason":${reason},`;
  return stage === undefined ? code : `${code}"stage":"${stage}",`;
}

function evidencePart(decisions: readonly StageDecision[]): string {
  let parts = '';
  for (const { stage, decision } of decisions) {
    if (decision.evidence === undefined) continue;
    parts += `${parts === '' ? '' : ','}"${stage}":${evidenceText(decision.evidence)}`;
  }
  return parts === '' ? '' : `"evidence":{${parts}},`;
}

const sharedEvidence = new WeakMap<Evidence, string>();

/** Evidence that is frozen belongs to a compiled decision, which many requests share. */
function evidenceText(evidence: Evidence): string {
  if (!Object.isFrozen(evidence)) return JSON.stringify(redactEvidence(evidence));
  const known = sharedEvidence.get(evidence);
  if (known !== undefined) return known;
  const text = JSON.stringify(redactEvidence(evidence));
  sharedEvidence.set(evidence, text);
  return text;
}
