import { describe, expect, it } from 'vitest';
import { policyContract, type ContractPolicy } from '../../../testing/policy.contract.js';
import { CONTRACT_OBLIGATIONS } from '../../../testing/policy.contract-cases.js';
import { denied, permit, type AccessPolicy, type PolicyInput, type PolicyResult } from '../access-policy.js';
import { judge } from '../judge.js';
import { compileRules } from './compile-rules.js';

const RULES = `
rules:
  cleared:
    description: Confidential objects are for clearance 3 and more.
    permit_if: object.classification == "internal" || subject.clearance >= 3
  no-embargo:
    description: Some countries are under an embargo.
    deny_if: environment.country in ["KP", "SY"]
  on-conditions:
    description: Everybody, on conditions.
    permit_if: true
    obligations:
      mask: [marginCents, customer.email]
      step_up: { max_age_seconds: 300, acr_values: [phr] }
      log: { why: conditions, level: 2, tried: true }
  staff:
    description: Staff, unless banned.
    deny_if: '"banned" in subject.roles'
    permit_if: '"staff" in subject.roles'
  office-hours:
    description: From nine to five.
    permit_if: |
      environment.now.getHours(object.timeZone) >= 9
        && environment.now.getHours(object.timeZone) < 17
  broken:
    description: It divides by zero.
    permit_if: 1 / size(subject.roles) > size(object.id) / (size(object.id) - size(object.id))
`;

type Judge = (input: PolicyInput) => PolicyResult | undefined;

const CLASSES: Readonly<Record<ContractPolicy, Judge>> = {
  cleared({ object, subject: { clearance } }) {
    if (typeof object?.classification !== 'string') return undefined;
    if (object.classification === 'internal') return permit();
    if (typeof clearance !== 'number' || !Number.isSafeInteger(clearance)) return undefined;
    return clearance >= 3 ? permit() : denied('confidential');
  },
  'no-embargo'({ environment: { country } }) {
    if (typeof country !== 'string') return undefined;
    return ['KP', 'SY'].includes(country) ? denied('embargo') : permit();
  },
  'on-conditions': () => permit(...CONTRACT_OBLIGATIONS),
  staff({ subject: { roles } }) {
    if (!Array.isArray(roles) || roles.some((role) => typeof role !== 'string')) return undefined;
    if (roles.includes('banned')) return denied('banned');
    return roles.includes('staff') ? permit() : undefined;
  },
  'office-hours'({ object, environment }) {
    if (object?.timeZone === undefined) return undefined;
    const hour = new Intl.DateTimeFormat('en-US', {
      timeZone: object.timeZone,
      hour: 'numeric',
      hourCycle: 'h23',
    });
    const now = Number(hour.format(environment.now));
    return now >= 9 && now < 17 ? permit() : denied('closed');
  },
  broken() {
    throw new RangeError('secret');
  },
};

policyContract({
  name: 'classes',
  createPolicy: async (name) => {
    const policy = { evaluate: CLASSES[name] } as AccessPolicy;
    return { evaluate: (input) => judge(policy, input) };
  },
  testApi: { describe, it, expect },
});

policyContract({
  name: 'rules of a file',
  createPolicy: async (name) => {
    const { rules, problems } = compileRules([{ path: 'contract.yaml', text: RULES }]);
    const rule = rules.get(name);
    if (rule === undefined) throw new Error(problems.map(({ problem }) => problem).join());
    return { evaluate: (input) => judge({ evaluate: () => rule.evaluate({ ...input }) }, input) };
  },
  testApi: { describe, it, expect },
});
