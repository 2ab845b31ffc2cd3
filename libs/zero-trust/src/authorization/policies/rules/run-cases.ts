import type { CompiledRule } from './compiled-rule.js';
import type { RuleCase } from './rule-file.js';

/** What came of one case. */
export interface CaseResult {
  readonly rule: string;
  readonly name: string;
  /** `policies/orders.yaml:12:7`. */
  readonly where: string;
  /** What went wrong; `undefined` if the rule did as expected. */
  readonly failure: string | undefined;
}

/** Runs one case. @returns what went wrong; `undefined` if nothing did */
export function runCase(rule: CompiledRule, { given, expect }: RuleCase): string | undefined {
  const verdict = rule.evaluate(given);
  if (verdict.effect === expect) return undefined;
  const why = 'reason' in verdict ? ` (${verdict.reason})` : '';
  return `expected ${expect}, got ${verdict.effect}${why}`;
}
