import type { AccessPolicy } from '../authorization/policies/access-policy.js';
import { judge } from '../authorization/policies/judge.js';
import type {
  CompiledPolicy,
  PolicyScope,
  PolicyTerm,
  PolicyVerdict,
} from '../authorization/policies/policy-definition.js';
import type { PolicyInput } from '../authorization/policies/policy-input.js';
import type { Finding } from '../kernel/errors.js';

/** What a policy under test may use. */
export interface JudgePolicyOptions {
  /** Policies that are classes, such as those in combinations. */
  readonly policies?: readonly AccessPolicy<never>[];
  /** Other providers by their token, such as `GeoLocator`. */
  readonly providers?: ReadonlyMap<unknown, unknown>;
}

/**
 * What a policy says to an input, settled as it is in a request: whatever fails, abstains or answers oddly is `undecided`.
 *
 * @throws Error if the policy cannot be compiled, with what is wrong with it
 * @example
 * const verdict = await judgePolicy(anyOf(OwnerOr('admin'), Auditors), policyInput({ … }), { policies: [new Auditors(…)] });
 * expect(verdict.effect).toBe('deny');
 */
export async function judgePolicy(
  policy: AccessPolicy<never> | PolicyTerm,
  input: PolicyInput,
  options: JudgePolicyOptions = {},
): Promise<PolicyVerdict> {
  if (isInstance(policy)) return judge(policy, input);
  const findings: Omit<Finding, 'where'>[] = [];
  const compiled = scopeOf(options, findings).policy(policy);
  if (compiled !== undefined && findings.length === 0) return compiled.evaluate(input);
  throw new Error(`The policy cannot be judged: ${findings.map(({ problem }) => problem).join('; ')}`);
}

function scopeOf(
  { policies = [], providers = new Map() }: JudgePolicyOptions,
  findings: Omit<Finding, 'where'>[],
): PolicyScope {
  const scope: PolicyScope = {
    policy: (term) => compile(term, scope),
    provider: (token: unknown) =>
      (providers.get(token) ?? policies.find(({ constructor }) => constructor === token)) as never,
    report: (finding) => void findings.push(finding),
  };
  return scope;
}

function compile(term: PolicyTerm, scope: PolicyScope): CompiledPolicy | undefined {
  const policy = typeof term === 'function' ? scope.provider(term) : term.compile(scope);
  if (policy !== undefined) return { name: term.name, evaluate: (input) => judge(policy, input) };
  if (typeof term === 'function') {
    scope.report({
      problem: `nothing was given for ${term.name}`,
      remedy: "Add it to the option 'policies'.",
    });
  }
  return undefined;
}

function isInstance(policy: AccessPolicy<never> | PolicyTerm): policy is AccessPolicy<never> {
  return typeof policy === 'object' && 'evaluate' in policy;
}
