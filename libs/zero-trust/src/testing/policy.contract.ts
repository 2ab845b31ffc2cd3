import type { CompiledPolicy } from '../authorization/policies/policy-definition.js';
import { CONTRACT_OBLIGATIONS, POLICY_CONTRACT_CASES, type ContractPolicy } from './policy.contract-cases.js';
import { contractInput } from './policy.contract-inputs.js';
import type { ContractTestApi } from './relationship-engine.contract.js';

export type { ContractPolicy } from './policy.contract-cases.js';

/** A way of writing policies to hold to the contract, and the runner to do it with. */
export interface PolicyContract {
  readonly name: string;
  /** Makes one of the policies that {@link ContractPolicy} describes ready to be asked. */
  readonly createPolicy: (name: ContractPolicy) => Promise<Pick<CompiledPolicy, 'evaluate'>>;
  readonly testApi: ContractTestApi;
}

/**
 * Declares the tests that hold for policies however they are written: as classes, as rules of a file, or in a way of one's
 * own.
 *
 * @example
 * ```ts
 * policyContract({ name: 'mine', createPolicy: compile, testApi: { describe, it, expect } });
 * ```
 */
export function policyContract(contract: PolicyContract): void {
  contract.testApi.describe(`${contract.name}: contract of a policy`, () => {
    effects(contract);
    obligations(contract);
    repeated(contract);
  });
}

function effects({ createPolicy, testApi: { it, expect } }: PolicyContract): void {
  for (const { policy, promise, input, effect } of POLICY_CONTRACT_CASES) {
    it(`${policy} ${promise}`, async () => {
      const { evaluate } = await ready(createPolicy, policy);
      const verdict = await evaluate(contractInput(input));
      expect(verdict.effect).toEqual(effect);
      expect(effect === 'permit' || reasonOf(verdict) !== '').toEqual(true);
    });
  }
}

function obligations({ createPolicy, testApi: { it, expect } }: PolicyContract): void {
  it('on-conditions hands over every obligation of its permit', async () => {
    const { evaluate } = await ready(createPolicy, 'on-conditions');
    const verdict = await evaluate(contractInput({}));
    expect('obligations' in verdict ? verdict.obligations : verdict.effect).toEqual(CONTRACT_OBLIGATIONS);
  });

  it('cleared demands nothing for its permit', async () => {
    const { evaluate } = await ready(createPolicy, 'cleared');
    const verdict = await evaluate(contractInput({}));
    expect('obligations' in verdict ? verdict.obligations : verdict.effect).toEqual([]);
  });
}

function repeated({ createPolicy, testApi: { it, expect } }: PolicyContract): void {
  it('cleared keeps nothing of one request for the next', async () => {
    const { evaluate } = await ready(createPolicy, 'cleared');
    const asked = [3, 2, undefined, 3].map(async (clearance) =>
      evaluate(contractInput({ object: { classification: 'confidential' }, subject: { clearance } })),
    );
    const said = (await Promise.all(asked)).map(({ effect }) => effect);
    expect(said).toEqual(['permit', 'deny', 'undecided', 'permit']);
  });
}

async function ready(
  createPolicy: PolicyContract['createPolicy'],
  name: ContractPolicy,
): Promise<Pick<CompiledPolicy, 'evaluate'>> {
  const policy = await createPolicy(name);
  return { evaluate: (input) => policy.evaluate(input) };
}

function reasonOf(verdict: object): string {
  return 'reason' in verdict && typeof verdict.reason === 'string' ? verdict.reason : '';
}
