import { describe, expect, it } from 'vitest';
import { policyInput } from '../../testing/policy-inputs.js';
import { PERMITTED } from './judge.js';
import type { CompiledPolicy, PolicyVerdict } from './policy-definition.js';
import { PolicyRound, UNCONDITIONAL } from './policy-round.js';

const MASKING = {
  effect: 'permit',
  obligations: [{ type: 'mask', fields: ['notes'] }],
  rules: ['r@1'],
} satisfies PolicyVerdict;
const STRICT = {
  effect: 'permit',
  obligations: [{ type: 'log', facts: { a: 'b' } }],
} satisfies PolicyVerdict;
const REFUSING: PolicyVerdict = { effect: 'deny', reason: 'no', rules: ['r@1'] };

function roundOf(...verdicts: readonly (PolicyVerdict | Promise<PolicyVerdict>)[]): PolicyRound {
  return new PolicyRound(
    verdicts.map((verdict, n): CompiledPolicy => ({ name: `P${n}`, evaluate: () => verdict })),
  );
}

describe('the policies of a route', () => {
  it('make nothing for permits on no condition, and answer at once', () => {
    expect(roundOf(PERMITTED, PERMITTED).ask(policyInput())).toBe(UNCONDITIONAL);
  });

  it.each([
    ['at once', MASKING],
    ['later', Promise.resolve(MASKING)],
  ])('keep every condition of every permit, in their order, if one answers %s', async (_, verdict) => {
    expect(await roundOf(PERMITTED, STRICT, verdict, PERMITTED).ask(policyInput())).toEqual({
      effect: 'permit',
      obligations: [...STRICT.obligations, ...MASKING.obligations],
      rules: ['r@1'],
    });
  });

  it.each([
    ['at once', REFUSING],
    ['later', Promise.resolve(REFUSING)],
  ])('deny by the first that does not permit, if it answers %s', async (_, verdict) => {
    expect(await roundOf(MASKING, verdict, PERMITTED).ask(policyInput())).toMatchObject({
      effect: 'deny',
      reason: 'P1: no',
      evidence: { rules: ['r@1'] },
    });
  });
});
