import { describe, expect, it } from 'vitest';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { denied, permit, type AccessPolicy, type PolicyInput, type PolicyResult } from './access-policy.js';
import { judge } from './judge.js';

const INPUT = {} as PolicyInput;

function policy(evaluate: () => unknown): AccessPolicy {
  return { evaluate: evaluate as () => PolicyResult };
}

describe('judge', () => {
  it('passes on what the policy says, at once or later', async () => {
    expect(judge(policy(permit), INPUT)).toEqual({ effect: 'permit' });
    expect(
      await judge(
        policy(() => Promise.resolve(permit())),
        INPUT,
      ),
    ).toEqual({ effect: 'permit' });
    expect(
      judge(
        policy(() => denied('late')),
        INPUT,
      ),
    ).toEqual({ effect: 'deny', reason: 'late' });
  });

  it.each([undefined, null, true, 'permit', 1, {}, [], { effect: 'PERMIT' }, { effect: ['permit'] }])(
    'takes %j for an abstention, and an abstention for a deny',
    async (answer) => {
      const abstained = { effect: 'deny', reason: 'the policy abstained' };
      expect(
        judge(
          policy(() => answer),
          INPUT,
        ),
      ).toEqual(abstained);
      expect(
        await judge(
          policy(() => Promise.resolve(answer)),
          INPUT,
        ),
      ).toEqual(abstained);
    },
  );

  it('takes an error for a deny, and repeats no word of it', async () => {
    const error = new RangeError('card 4711');
    const failed = { effect: 'deny', reason: 'the policy failed: RangeError' };
    expect(
      await judge(
        policy(() => Promise.reject(error)),
        INPUT,
      ),
    ).toEqual(failed);
    const throwing = policy(() => {
      throw error;
    });
    expect(judge(throwing, INPUT)).toEqual(failed);
  });

  it('leaves the failure of a dependency what it is, so that the caller may try again', async () => {
    const down = new DependencyUnavailableError('ledger', 'refused');
    const failing = policy(() => Promise.reject(down));
    await expect(judge(failing, INPUT)).rejects.toBe(down);
  });

  it('keeps a deny without a reason a deny', () => {
    expect(
      judge(
        policy(() => ({ effect: 'deny', reason: 7 })),
        INPUT,
      ),
    ).toEqual({ effect: 'deny', reason: 'no reason given' });
  });
});
