import type { AccessedObject } from '../kernel/accessed-object.js';
import { PerPrincipal } from '../kernel/per-principal.js';
import type { Principal } from '../kernel/principal.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { RequestOutcome } from './audit-record.js';
import { judgementPart } from './judgement-part.js';
import { redactTokens } from './redact-tokens.js';

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
    `${judgementPart(context)}${identityPart(context.principal)},` +
    `"method":${quoteKnown(request.method)},"route":${route === undefined ? 'null' : quoteKnown(route)},` +
    `"path":${quote(path)},"resource":${resourcePart(context.objects)},"status":${outcome.status},` +
    `"responseBytes":${outcome.responseBytes},"durationMs":${durationMs},` +
    `"sourceAddress":${quote(request.sourceAddress)},"aborted":${outcome.aborted}}`
  );
}

const identities = new PerPrincipal<string>();

/** A token that is used again gives the same principal. */
function identityPart(principal: Principal | undefined): string {
  if (principal === undefined) return '"identity":null,"clientId":null';
  const known = identities.get(principal);
  if (known !== undefined) return known;
  const { issuer, subject, graphSubject, clientId } = principal;
  const text = `"identity":${JSON.stringify({ issuer, subject, graphSubject })},"clientId":${quote(clientId)}`;
  identities.set(principal, text);
  return text;
}

function resourcePart(objects: readonly AccessedObject[]): string {
  const [only, another] = objects;
  if (only !== undefined && another === undefined) return `[${quote(only.ref)}]`;
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

/** Printable ASCII but for quotation mark and backslash: what JSON writes as it is (RFC 8259 §7). */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

let latest = { at: Number.NaN, text: '' };

/** Requests that end in the same millisecond share its text. */
function isoTime(at: number): string {
  if (latest.at !== at) latest = { at, text: new Date(at).toISOString() };
  return latest.text;
}
