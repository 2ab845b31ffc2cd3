import type { Evidence } from '../kernel/decision.js';

const MAX_REASON_LENGTH = 1024;

/**
 * A compact JWS or JWE (RFC 7515 §7.1): a header that begins like a JSON object in base64url, whatever its length and
 * with an empty signature too; or any three long base64url parts. The dot may be percent-encoded. Each run of characters
 * is tried once, from its start, so that the time is linear.
 */
const TOKEN =
  /(?<![\w-])(?:eyJ[\w-]*(?:(?:\.|%2e)[\w-]*)+|[\w-]{16,}(?:\.|%2e)[\w-]{16,}(?:\.|%2e)[\w-]{16,})/gi;

/** Takes out whatever is shaped like a token: a last resort, because nothing should put one into a reason or a path. */
export function redactTokens(text: string): string {
  // Most texts hold neither of the two ways to write a token's dots.
  return text.includes('.') || text.includes('%') ? text.replace(TOKEN, '[token]') : text;
}

/** The reason of a denial as records have it: without tokens, at most 1,024 characters. */
export function redactReason(reason: string): string {
  return redactTokens(reason.slice(0, MAX_REASON_LENGTH));
}

/** {@link redactTokens} in every text of a decision's evidence. */
export function redactEvidence(evidence: Evidence): Evidence {
  const entries = Object.entries(evidence).map(([name, value]) => [name, redactValue(value)] as const);
  return Object.fromEntries(entries);
}

function redactValue(value: Evidence[string]): Evidence[string] {
  if (typeof value === 'string') return redactTokens(value);
  return typeof value === 'object' ? value.map(redactTokens) : value;
}
