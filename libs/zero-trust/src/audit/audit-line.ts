import type { AccessedObject } from '../kernel/accessed-object.js';
import type { Evidence } from '../kernel/decision.js';
import type { Principal } from '../kernel/principal.js';
import type { RequestContext, StageDecision } from '../kernel/request-context.js';
import type { RequestOutcome } from './audit-record.js';
import { redactReason, redactEvidence, redactTokens } from './redact-tokens.js';
import { stagesPart } from './stages-part.js';

const MAX_PATH_LENGTH = 2048;

/**
 * The `AuditRecord` of a request as one line of JSON. Written piece by piece, because most of it is the same again and
 * again: what belongs to a principal, a route or a compiled decision is turned into text once.
 */
export function auditLine(context: RequestContext, outcome: RequestOutcome): string {
  const { request, route } = context;
  const path = redactTokens(request.path.slice(0, MAX_PATH_LENGTH));
  const durationMs = Math.round(outcome.durationMs * 1000) / 1000;
  return (
    `{"time":"${isoTime(outcome.finishedAt)}","decisionId":${quote(context.decisionId)},` +
    `${decisionPart(context)}${evidencePart(context.decisions)}${stagesPart(context)}${identityPart(context.principal)},` +
    `"method":${quoteKnown(request.method)},"route":${route === undefined ? 'null' : quoteKnown(route)},` +
    `"path":${quote(path)},"resource":${resourcePart(context.objects)},"status":${outcome.status},` +
    `"responseBytes":${outcome.responseBytes},"durationMs":${durationMs},` +
    `"sourceAddress":${quote(request.sourceAddress)},"aborted":${outcome.aborted}}`
  );
}

function decisionPart({ denial, cleared, decisions }: RequestContext): string {
  if (denial === undefined) return cleared ? '"decision":"allow",' : '"decision":"none",';
  const stage = decisions.find(({ decision }) => decision === denial)?.stage;
  const reason = quote(redactReason(denial.reason));
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
  return remembered(sharedEvidence, evidence, (shared) => JSON.stringify(redactEvidence(shared)));
}

const identities = new WeakMap<Principal, string>();

/** A token that is used again gives the same principal. */
function identityPart(principal: Principal | undefined): string {
  if (principal === undefined) return '"identity":null,"clientId":null';
  return remembered(identities, principal, ({ issuer, subject, graphSubject, clientId }) => {
    const identity = JSON.stringify({ issuer, subject, graphSubject });
    return `"identity":${identity},"clientId":${quote(clientId)}`;
  });
}

function resourcePart(objects: readonly AccessedObject[]): string {
  return `[${objects.map(({ ref }) => quote(ref)).join(',')}]`;
}

const known = new Map<string, string>();

/** For the few texts that do not come from callers: routes, and the methods that Node's parser knows. */
function quoteKnown(text: string): string {
  const quoted = known.get(text);
  if (quoted !== undefined) return quoted;
  known.set(text, quote(text));
  return quote(text);
}

function quote(text: string): string {
  return JSON.stringify(text);
}

let latest = { at: Number.NaN, text: '' };

/** Requests that end in the same millisecond share its text. */
function isoTime(at: number): string {
  if (latest.at !== at) latest = { at, text: new Date(at).toISOString() };
  return latest.text;
}

function remembered<Key extends object>(
  texts: WeakMap<Key, string>,
  key: Key,
  write: (key: Key) => string,
): string {
  const written = texts.get(key);
  if (written !== undefined) return written;
  const text = write(key);
  texts.set(key, text);
  return text;
}
