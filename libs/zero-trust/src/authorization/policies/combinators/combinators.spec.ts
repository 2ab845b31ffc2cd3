import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessDeniedError, DependencyUnavailableError } from '../../../kernel/errors.js';
import { judgePolicy } from '../../../testing/judge-policy.js';
import { policyInput } from '../../../testing/policy-inputs.js';
import { denied, permit } from '../access-policy.js';
import type { Obligation } from '../obligation.js';
import type { PolicyDefinition, PolicyVerdict } from '../policy-definition.js';
import { definePolicy } from '../ready-made/define-policy.js';
import { allOf } from './all-of.js';
import { anyOf } from './any-of.js';
import { not } from './not.js';

const MASK: Obligation = { type: 'mask', fields: ['email'] };
const LOG: Obligation = { type: 'log', facts: { ticket: 'T-1' } };

const YES = definePolicy('Yes', () => () => permit());
const NO = definePolicy('No', () => () => denied('not today'));
const ABSTAINS = definePolicy('Abstains', () => () => undefined as never);
const FAILS = definePolicy('Fails', () => () => {
  throw new RangeError('card 4711');
});
const LATE_NO = definePolicy('LateNo', () => () => Promise.resolve(denied('not today')));
const LATE_YES = definePolicy('LateYes', () => () => Promise.resolve(permit()));
const REJECTS = definePolicy('Rejects', () => () => Promise.reject(new Error('card 4711')));
const DOWN = definePolicy('Down', () => () => {
  throw new DependencyUnavailableError('ledger', 'refused');
});
const LATE_DOWN = definePolicy(
  'LateDown',
  () => () => Promise.reject(new DependencyUnavailableError('ledger', 'refused')),
);
const MASKED = definePolicy('Masked', () => () => permit(MASK));
const LOGGED = definePolicy('Logged', () => () => permit(LOG));
const ODD = definePolicy('Odd', () => () => permit({ type: 'shout' } as unknown as Obligation));

function say(policy: PolicyDefinition): Promise<PolicyVerdict> {
  return judgePolicy(policy, policyInput());
}

describe('combinations of policies', () => {
  it.each([
    [anyOf(YES), 'permit'],
    [anyOf(NO), 'deny'],
    [anyOf(NO, YES), 'permit'],
    [anyOf(LATE_NO, LATE_YES), 'permit'],
    [anyOf(FAILS, YES), 'permit'],
    [anyOf(DOWN, YES), 'permit'],
    [anyOf(LATE_DOWN, LATE_YES), 'permit'],
    [anyOf(NO, FAILS), 'undecided'],
    [anyOf(ABSTAINS, NO), 'undecided'],
    [allOf(YES, LATE_YES), 'permit'],
    [allOf(YES, NO), 'deny'],
    [allOf(FAILS, NO), 'deny'],
    [allOf(DOWN, NO), 'deny'],
    [allOf(LATE_DOWN, LATE_NO), 'deny'],
    [allOf(YES, REJECTS), 'undecided'],
    [allOf(YES, ABSTAINS, YES), 'undecided'],
    [not(NO), 'permit'],
    [not(LATE_NO), 'permit'],
    [not(YES), 'deny'],
    [not(FAILS), 'undecided'],
    [not(REJECTS), 'undecided'],
    [not(ABSTAINS), 'undecided'],
    [not(not(FAILS)), 'undecided'],
    // A permit on conditions is one, so that its negation is none; conditions that nobody understands are not.
    [not(MASKED), 'deny'],
    [not(ODD), 'undecided'],
    [not(anyOf(NO, FAILS)), 'undecided'],
    [not(allOf(YES, FAILS)), 'undecided'],
    [anyOf(NO, not(allOf(NO, FAILS))), 'permit'],
  ] as const)('$name: %s', async (policy, effect) => {
    expect((await say(policy)).effect).toBe(effect);
  });

  it.each([
    anyOf(NO, DOWN),
    anyOf(LATE_DOWN, NO),
    anyOf(FAILS, DOWN),
    allOf(YES, DOWN),
    allOf(LATE_DOWN, FAILS),
    not(DOWN),
    not(LATE_DOWN),
  ])('$name: the dependency that is down stays an error where nothing surer is known', async (policy) => {
    await expect(say(policy)).rejects.toBeInstanceOf(AccessDeniedError);
  });

  it('anyOf takes the obligations of the first permit, allOf those of all', async () => {
    expect(await say(anyOf(NO, MASKED, LOGGED))).toEqual({ effect: 'permit', obligations: [MASK] });
    expect(await say(allOf(MASKED, YES, LOGGED))).toEqual({ effect: 'permit', obligations: [MASK, LOG] });
    expect(await say(anyOf(allOf(NO, LOGGED), allOf(LOGGED, MASKED)))).toEqual({
      effect: 'permit',
      obligations: [LOG, MASK],
    });
  });

  it('no obligation of what denied is left', async () => {
    expect(await say(not(allOf(MASKED, NO)))).toEqual({ effect: 'permit', obligations: [] });
  });

  it('say who refused, and why, but no word of an error', async () => {
    const verdict = await say(anyOf(NO, allOf(YES, FAILS)));
    expect(verdict).toMatchObject({
      reason: 'none of them permits (No: not today; allOf(Yes, Fails): Fails: the policy failed: RangeError)',
    });
    expect(JSON.stringify(verdict)).not.toContain('4711');
  });

  it('are named by what they are made of', () => {
    expect(anyOf(YES, allOf(NO, not(FAILS))).name).toBe('anyOf(Yes, allOf(No, not(Fails)))');
  });

  it.each<[string, () => unknown]>([
    ['anyOf of nothing', () => anyOf()],
    ['allOf of nothing', () => allOf()],
    ['not of nothing', () => not(undefined as never)],
    ['anyOf of what a circular import leaves undefined', () => anyOf(YES, undefined as never)],
    ['allOf of a text', () => allOf('Yes' as never)],
    ['allOf of an object', () => allOf({ name: 'Yes' } as never)],
  ])('%s cannot be declared', (_, declare) => {
    expect(declare).toThrow(TypeError);
  });
});

/** A policy made of the four answers, and what three-valued logic says of it; `down` is known to nobody. */
interface Term {
  readonly policy: PolicyDefinition;
  readonly truth: Truth;
}
type Truth = 'permit' | 'deny' | 'undecided';

const LEAVES: readonly Term[] = [
  { policy: YES, truth: 'permit' },
  { policy: LATE_YES, truth: 'permit' },
  { policy: MASKED, truth: 'permit' },
  { policy: NO, truth: 'deny' },
  { policy: LATE_NO, truth: 'deny' },
  { policy: FAILS, truth: 'undecided' },
  { policy: REJECTS, truth: 'undecided' },
  { policy: DOWN, truth: 'undecided' },
];
const NEGATED: Readonly<Record<Truth, Truth>> = { permit: 'deny', deny: 'permit', undecided: 'undecided' };

function anyTruth(truths: readonly Truth[]): Truth {
  if (truths.includes('permit')) return 'permit';
  return truths.includes('undecided') ? 'undecided' : 'deny';
}

const { term } = fc.letrec<{ term: Term; leaf: Term; negation: Term; some: Term; every: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    tie('negation'),
    tie('some'),
    tie('every'),
  ),
  leaf: fc.constantFrom(...LEAVES),
  negation: tie('term').map(({ policy, truth }) => ({ policy: not(policy), truth: NEGATED[truth] })),
  some: fc.array(tie('term'), { minLength: 1, maxLength: 4 }).map((terms) => ({
    policy: anyOf(...terms.map(({ policy }) => policy)),
    truth: anyTruth(terms.map(({ truth }) => truth)),
  })),
  every: fc.array(tie('term'), { minLength: 1, maxLength: 4 }).map((terms) => ({
    policy: allOf(...terms.map(({ policy }) => policy)),
    truth: NEGATED[anyTruth(terms.map(({ truth }) => NEGATED[truth]))],
  })),
}));

describe('any combination', () => {
  it('answers as three-valued logic does, whatever order its policies stand in', async () => {
    await fc.assert(
      fc.asyncProperty(term, async ({ policy, truth }) => {
        const effect = await say(policy).then(
          (verdict) => verdict.effect,
          () => 'undecided' as const,
        );
        expect(effect).toBe(truth);
      }),
      { numRuns: 500 },
    );
  });
});
