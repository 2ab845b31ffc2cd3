/** How large files of rules may be, and what one evaluation may cost. */
export const RULE_LIMITS = {
  /** Of one file, in bytes. */
  fileBytes: 262_144,
  /** Of one file. */
  rules: 500,
  /** Of one file, of the subject and of the object each. */
  attributes: 100,
  /** Of one rule. */
  cases: 200,
  /** Steps of one expression, as the Common Expression Language counts them; about a tenth of a millisecond. */
  evaluationCost: 1_000,
} as const;
