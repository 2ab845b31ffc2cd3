import type { AnsweredDecision, AnsweredStage } from '../../audit/explain/answer-questions.js';
import type { ExplainedRelationship } from '../../authorization/relationships/explained-relationship.js';
import type { Evidence } from '../../kernel/decision.js';
import { formatExplanation } from '../relationships/format-explanation.js';
import { printable } from './printable.js';

type Decision = AnsweredDecision<ExplainedRelationship>;
type Stage = AnsweredStage<ExplainedRelationship>;

const MARKS = { passed: '✓', denied: '✗', 'would-deny': '!', 'not-asked': '·' } as const;
const WORDS = {
  passed: 'passed',
  denied: 'denied',
  'would-deny': 'would deny',
  'not-asked': 'not asked',
} as const;

/** A decision for people: who asked for what, then stage by stage. */
export function formatDecision(decision: Decision): string {
  const { decisionId, time, method, path, route, status, caller, sourceAddress, model } = decision;
  const who =
    caller === null
      ? 'nobody who was verified'
      : `${caller.subject} of ${caller.issuer}, by ${caller.clientId}`;
  const head = [
    `decision  ${decisionId}`,
    `time      ${time}`,
    `request   ${method} ${path}, answered ${status}`,
    `route     ${route ?? 'none'}`,
    `caller    ${who}, from ${sourceAddress}`,
    ...(model === undefined ? [] : [`model     ${model}`]),
  ];
  return [...head, '', ...decision.stages.flatMap(formatStage), '', verdictOf(decision)]
    .map(printable)
    .join('\n');
}

function formatStage({
  stage,
  verdict,
  code,
  reason,
  evidence,
  relationships = [],
}: Stage): readonly string[] {
  return [
    `${MARKS[verdict]} ${stage.padEnd(18)} ${WORDS[verdict]}${code === undefined ? '' : ` (${code})`}`,
    ...(reason === undefined ? [] : [`    ${reason}`]),
    ...formatEvidence(evidence),
    ...relationships.flatMap(formatRelationship),
  ];
}

function formatEvidence(evidence: Evidence = {}): readonly string[] {
  return Object.entries(evidence).map(
    ([name, value]) => `    ${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`,
  );
}

function formatRelationship({ question, now }: ExplainedRelationship): readonly string[] {
  const lines = 'unanswered' in now ? [now.unanswered] : formatExplanation(now).split('\n').filter(Boolean);
  return [`    today, ${question}:`, ...lines.map((line) => `      ${line}`)];
}

function verdictOf({ decision, code, reason }: Decision): string {
  if (decision === 'deny') return `denied with ${code}: ${reason}`;
  return decision === 'allow' ? 'allowed' : 'ended before it was decided';
}
