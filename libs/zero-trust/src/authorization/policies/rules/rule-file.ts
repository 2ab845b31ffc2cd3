import type { Scalar } from 'yaml';
import type { Obligation } from '../obligation.js';
import type { RuleInput } from './attribute-reader.js';

/** A file of rules, as it was read. */
export interface RuleFile {
  /** As the options name it. */
  readonly path: string;
  readonly text: string;
}

/** An expression and the place where it stands. */
export interface WrittenExpression {
  readonly text: string;
  readonly node: Scalar;
}

/** What a rule should come to; `undecided` counts as a deny. */
export type ExpectedVerdict = 'permit' | 'deny' | 'undecided';

/** One case of a rule: values, and what the rule should make of them. */
export interface RuleCase {
  readonly name: string;
  readonly given: RuleInput;
  readonly expect: ExpectedVerdict;
  /** Where it stands in the file, counted from 0. */
  readonly offset: number;
}

/** One rule of a file, as it was read. */
export interface RuleDefinition {
  readonly name: string;
  /** What it is for; the reason of its denials. */
  readonly description: string;
  readonly permitIf: WrittenExpression | undefined;
  readonly denyIf: WrittenExpression | undefined;
  readonly obligations: readonly Obligation[];
  readonly cases: readonly RuleCase[];
  /** Where it stands in the file, counted from 0. */
  readonly offset: number;
}
