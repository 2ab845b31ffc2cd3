import type { CompiledExpression } from '../../cel/compile-expression.js';
import { fingerprint } from '../../../kernel/fingerprint.js';
import type { PolicyVerdict } from '../policy-definition.js';
import type { AttributeReader, BoundAttributes, RuleInput } from './attribute-reader.js';
import type { RuleDefinition } from './rule-file.js';

/** One side of a rule, ready to be evaluated. */
export interface RuleExpression {
  readonly reader: AttributeReader;
  readonly evaluate: CompiledExpression;
}

/** What a rule consists of. */
export interface RuleParts {
  readonly definition: Omit<RuleDefinition, 'cases' | 'offset'>;
  /** Of the files that it comes from. */
  readonly version: string;
  readonly permitIf: RuleExpression | undefined;
  readonly denyIf: RuleExpression | undefined;
}

/** A rule that was compiled; it answers at once, whatever the values are. */
export class CompiledRule {
  readonly name: string;
  /** Changes with everything that decides its verdicts and obligations, and with nothing else of the files. */
  readonly fingerprint: string;
  /** Fields that a permit of it masks. */
  readonly masks: readonly string[];
  /** Where its verdicts come from: `confidential@3f2a91c04d5e6b78`. */
  readonly #rules: readonly string[];
  readonly #permit: PolicyVerdict;
  readonly #deny: PolicyVerdict;

  constructor(private readonly parts: RuleParts) {
    const { name, description, obligations } = parts.definition;
    this.name = name;
    this.fingerprint = fingerprintOf(parts.definition);
    this.masks = obligations.flatMap((obligation) => (obligation.type === 'mask' ? obligation.fields : []));
    this.#rules = [`${name}@${parts.version}`];
    this.#permit = { effect: 'permit', obligations, rules: this.#rules };
    this.#deny = { effect: 'deny', reason: description, rules: this.#rules };
  }

  /**
   * `deny_if` decides first. A rule with one side is decided by it; one with both abstains where neither holds, which is
   * `undecided`, as is whatever has no answer. Never throws.
   */
  evaluate(input: RuleInput): PolicyVerdict {
    const { permitIf, denyIf } = this.parts;
    const denies = denyIf && holds(denyIf, input);
    if (typeof denies === 'string') return this.#undecided(`deny_if ${denies}`);
    if (denies === true) return this.#deny;
    const permits = permitIf && holds(permitIf, input);
    if (typeof permits === 'string') return this.#undecided(`permit_if ${permits}`);
    if (permits === true || permitIf === undefined) return this.#permit;
    return denyIf === undefined ? this.#deny : this.#undecided('neither deny_if nor permit_if holds');
  }

  #undecided(reason: string): PolicyVerdict {
    return { effect: 'undecided', reason, rules: this.#rules };
  }
}

/** Whether it holds; if that cannot be told, why, without a value of the request. */
function holds({ reader, evaluate }: RuleExpression, input: RuleInput): boolean | string {
  let bound: BoundAttributes | undefined;
  try {
    bound = reader.bind(input);
    return bound.malformed === undefined ? evaluate(bound.values) : `has no answer: ${bound.malformed}`;
  } catch {
    // What was thrown may quote values of the request.
    const missing = bound?.missing ?? [];
    return missing.length > 0
      ? `has no answer without ${missing.join(', ')}`
      : 'has no answer: its evaluation failed or cost too much';
  }
}

function fingerprintOf({ permitIf, denyIf, obligations }: RuleParts['definition']): string {
  return fingerprint(JSON.stringify([permitIf?.text, denyIf?.text, obligations]));
}
