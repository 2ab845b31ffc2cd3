import type { PolicyDefinition, PolicyTerm } from './policy-definition.js';

/** Whether something is a definition, which what a circular import leaves undefined is not. */
export function isDefinition(term: unknown): term is PolicyDefinition {
  const { name, compile } = (term ?? {}) as Partial<PolicyDefinition>;
  return typeof term === 'object' && typeof name === 'string' && typeof compile === 'function';
}

/** The name of a policy for posture and records. */
export function nameOfTerm(term: PolicyTerm | undefined): string {
  return term?.name ?? 'unknown';
}

/** The rules from files that policies ask, each once. */
export function ruleNamesOf(terms: readonly (PolicyTerm | undefined)[]): readonly string[] {
  return [...new Set(terms.flatMap((term) => (isDefinition(term) ? (term.rules ?? []) : [])))];
}

/** Whether a class of the application is among the policies that these ask. */
export function asksClasses(terms: readonly (PolicyTerm | undefined)[]): boolean {
  return terms.some((term) => (isDefinition(term) ? term.asksClasses === true : term !== undefined));
}

/** @throws TypeError if something in the list is no policy */
export function assertTerms(where: string, terms: readonly unknown[]): void {
  if (terms.length === 0) throw new TypeError(`${where} needs at least one policy.`);
  const index = terms.findIndex((term) => typeof term !== 'function' && !isDefinition(term));
  if (index === -1) return;
  throw new TypeError(
    `${where}: argument ${index + 1} is ${String(terms[index])}, no policy. If it is imported, look for a circular import.`,
  );
}
