import { describe, expect, it } from 'vitest';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { denied, permit, type AccessPolicy, type PolicyInput, type PolicyResult } from './access-policy.js';
import { judge } from './judge.js';
import type { Obligation } from './obligation.js';

const INPUT = {} as PolicyInput;

function policy(evaluate: () => unknown): AccessPolicy {
  return { evaluate: evaluate as () => PolicyResult };
}

describe('judge', () => {
  it('passes on what the policy says, at once or later', async () => {
    expect(
      judge(
        policy(() => permit()),
        INPUT,
      ),
    ).toEqual({ effect: 'permit', obligations: [] });
    expect(
      await judge(
        policy(() => Promise.resolve(permit())),
        INPUT,
      ),
    ).toEqual({ effect: 'permit', obligations: [] });
    expect(
      judge(
        policy(() => denied('late')),
        INPUT,
      ),
    ).toEqual({ effect: 'deny', reason: 'late' });
  });

  it.each([undefined, null, true, 'permit', 1, {}, [], { effect: 'PERMIT' }, { effect: ['permit'] }])(
    'takes %j for an abstention, which nothing turns into a permit',
    async (answer) => {
      const abstained = { effect: 'undecided', reason: 'the policy abstained' };
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

  it('leaves undecided what fails, and repeats no word of the error', async () => {
    const error = new RangeError('card 4711');
    const failed = { effect: 'undecided', reason: 'the policy failed: RangeError' };
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

  it('keeps the obligations of a permit', () => {
    const obligations: Obligation[] = [
      { type: 'mask', fields: ['customer.email'] },
      { type: 'step-up', maxAgeSeconds: 300, acrValues: ['gold'] },
      { type: 'log', facts: { ticket: 'T-1', urgent: true, days: 3 } },
    ];
    expect(
      judge(
        policy(() => permit(...obligations)),
        INPUT,
      ),
    ).toEqual({ effect: 'permit', obligations });
  });

  it.each([
    ['no list', 'mask'],
    ['null', null],
    ['a hole', [, { type: 'log', facts: {} }]], // eslint-disable-line no-sparse-arrays
    ['null among them', [null]],
    ['an unknown one', [{ type: 'notify', who: 'boss' }]],
    ['a mask of nothing', [{ type: 'mask', fields: [] }]],
    ['a mask of one text', [{ type: 'mask', fields: 'email' }]],
    ['a mask with a hole', [{ type: 'mask', fields: ['email', , 'name'] }]], // eslint-disable-line no-sparse-arrays
    ['a mask of an empty name', [{ type: 'mask', fields: [''] }]],
    ['a step-up that demands nothing', [{ type: 'step-up' }]],
    ['a step-up with an odd age', [{ type: 'step-up', maxAgeSeconds: Number.NaN }]],
    ['a step-up with no acr', [{ type: 'step-up', acrValues: [] }]],
    ['a step-up with an acr that breaks the challenge', [{ type: 'step-up', acrValues: ['a"b'] }]],
    ['facts in a list', [{ type: 'log', facts: ['x'] }]],
    ['facts that are objects', [{ type: 'log', facts: { who: { name: 'x' } } }]],
    ['an odd one after a good one', [{ type: 'log', facts: {} }, {}]],
  ])('does not take a permit whose obligations it does not understand: %s', (_, obligations) => {
    const verdict = judge(
      policy(() => ({ effect: 'permit', obligations })),
      INPUT,
    );
    expect(verdict).toMatchObject({ effect: 'undecided' });
  });
});
