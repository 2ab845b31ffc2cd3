/** How large files of rules may be, and what one evaluation may cost. */
export const RULE_LIMITS = {
  /** Of one file, in bytes; about a third of a second of parsing at worst. */
  fileBytes: 65_536,
  /** Of one file. */
  rules: 500,
  /** Of one file, of the subject and of the object each. */
  attributes: 100,
  /** Of one rule. */
  cases: 200,
  /** What is told of what is wrong with a file. */
  findings: 50,
  /** Steps of one expression, as the Common Expression Language counts them; about a tenth of a millisecond. */
  evaluationCost: 1_000,
} as const;
