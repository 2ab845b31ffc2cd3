import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ALLOW, deny, type Decision } from '../kernel/decision.js';
import { AccessDeniedError } from '../kernel/errors.js';
import type { MaybePromise } from '../kernel/maybe-promise.js';
import type { Principal } from '../kernel/principal.js';
import { RequestContext } from '../kernel/request-context.js';
import { STAGE_BITS, type StageName } from '../kernel/stage.js';
import { inboundRequest } from '../testing/request-builders.js';
import type { PlanStep } from './plan.js';
import type { Trial } from './report-only/trial.js';
import { walk } from './walk.js';

const REFUSED = deny({ code: 'ZT_FORBIDDEN', kind: 'forbidden', detail: 'No.', reason: 'test' });

function createContext(): RequestContext {
  return new RequestContext({ decisionId: 'd', receivedAt: 0, request: inboundRequest() });
}

function step(name: StageName, check: () => unknown): PlanStep {
  return {
    name,
    bit: STAGE_BITS[name],
    part: 'PolicyGuard',
    beforeBody: false,
    check: check as () => MaybePromise<Decision>,
  };
}

const logged = vi.spyOn(Logger.prototype, 'error');
beforeEach(() => void logged.mockReturnValue(undefined));
afterEach(() => void vi.clearAllMocks());

/** A step whose check is only tried. */
function tried(check: () => unknown, changes: Partial<Trial> = {}): PlanStep {
  const trial = {
    check: check as Trial['check'],
    standIn: undefined,
    isOver: () => false,
    ...changes,
  };
  return { ...step('check-scopes', () => ALLOW), trial };
}

describe('walk', () => {
  it('asks every step in order and answers at once while every step does', () => {
    const context = createContext();
    const asked: string[] = [];
    const steps = (['authenticate', 'check-scopes', 'check-policies'] as const).map((name) =>
      step(name, () => {
        asked.push(name);
        return ALLOW;
      }),
    );
    expect(walk({ context, steps, timeoutMs: 1_000 })).toBeUndefined();
    expect(asked).toEqual(['authenticate', 'check-scopes', 'check-policies']);
    expect(steps.map(({ name }) => context.hasPassed(name))).toEqual([true, true, true]);
  });

  it.each([
    ['at once', () => REFUSED],
    ['later', () => Promise.resolve(REFUSED)],
  ])('ends at the first deny, given %s: no later step is asked', async (_when, refuse) => {
    const context = createContext();
    const later = vi.fn<() => Decision>(() => ALLOW);
    const steps = [
      step('authenticate', () => Promise.resolve(ALLOW)),
      step('check-scopes', refuse),
      step('check-policies', later),
    ];
    expect(await walk({ context, steps, timeoutMs: 1_000 })).toBe(REFUSED);
    expect(later).not.toHaveBeenCalled();
    expect(steps.map(({ name }) => context.hasPassed(name))).toEqual([true, false, false]);
    expect(context.decisions.map(({ stage }) => stage)).toEqual(['authenticate', 'check-scopes']);
    expect(context.denial).toBe(REFUSED);
  });

  it('does not ask again what was passed before', async () => {
    const context = createContext();
    const check = vi.fn<() => Decision>(() => ALLOW);
    const steps = [step('authenticate', check)];
    await walk({ context, steps, timeoutMs: 1_000 });
    await walk({ context, steps, timeoutMs: 1_000 });
    expect(check).toHaveBeenCalledTimes(1);
  });

  it.each([undefined, null, true, 1, 'allow', {}, [], { effect: 'ALLOW' }, { effect: true }])(
    'takes %j for a deny, at once or promised',
    async (garbage) => {
      for (const answer of [garbage, Promise.resolve(garbage)]) {
        const context = createContext();
        const denial = await walk({ context, steps: [step('check-scopes', () => answer)], timeoutMs: 1_000 });
        expect(denial).toMatchObject({ effect: 'deny', code: 'ZT_INTERNAL', kind: 'internal' });
        expect(context.hasPassed('check-scopes')).toBe(false);
        expect(context.denial).toBe(denial);
      }
    },
  );

  it.each([
    [
      'throws',
      () => {
        throw new Error('password=hunter2');
      },
    ],
    ['rejects', () => Promise.reject(new Error('password=hunter2'))],
  ])('takes a step that %s for a deny that keeps no word of the error', async (_how, fault) => {
    const context = createContext();
    const denial = await walk({ context, steps: [step('check-scopes', fault)], timeoutMs: 1_000 });
    expect(denial).toMatchObject({ code: 'ZT_INTERNAL', reason: 'unexpected Error' });
    expect(context.denial).toBe(denial);
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it('takes a thrown denial for what it says', async () => {
    const fault = () => Promise.reject(new AccessDeniedError(REFUSED));
    const denial = await walk({
      context: createContext(),
      steps: [step('check-scopes', fault)],
      timeoutMs: 1_000,
    });
    expect(denial).toBe(REFUSED);
  });

  it('takes a step that never answers for a deny when its time is over', async () => {
    vi.useFakeTimers();
    const hang = step('check-policies', () => new Promise(() => undefined));
    const walking = walk({ context: createContext(), steps: [hang], timeoutMs: 30_000 });
    await vi.advanceTimersByTimeAsync(29_999);
    const early = await Promise.race([walking, Promise.resolve('still waiting')]);
    await vi.advanceTimersByTimeAsync(2); // the millisecond, and the last look at what has come
    vi.useRealTimers();
    expect(early).toBe('still waiting');
    expect(await walking).toMatchObject({
      code: 'ZT_DEPENDENCY_UNAVAILABLE',
      kind: 'unavailable',
      retryAfterSeconds: 5,
    });
  });
});

describe('walk in report-only mode', () => {
  it.each([
    ['at once', () => REFUSED, 'ZT_FORBIDDEN'],
    ['later', () => Promise.resolve(REFUSED), 'ZT_FORBIDDEN'],
    ['by an error', () => Promise.reject(new Error('down')), 'ZT_INTERNAL'],
    ['by an error at once', throwError, 'ZT_INTERNAL'],
    ['by no decision', () => undefined, 'ZT_INTERNAL'],
    ['by no answer in time', () => new Promise(() => undefined), 'ZT_DEPENDENCY_UNAVAILABLE'],
  ])('records a refusal given %s, and goes on', async (_how, check, code) => {
    const context = createContext();
    const later = vi.fn<() => Decision>(() => ALLOW);
    const steps = [tried(check), step('check-policies', later)];
    expect(await walk({ context, steps, timeoutMs: 20 })).toBeUndefined();
    expect(context.wouldDeny).toMatchObject([{ stage: 'check-scopes', denial: { code } }]);
    expect(later).toHaveBeenCalledOnce();
    expect(context.denial).toBeUndefined();
    expect(steps.map(({ name }) => context.hasPassed(name))).toEqual([true, true]);
  });

  it('records nothing where nothing would be refused, and keeps the evidence', () => {
    const context = createContext();
    const evidence = { granted: ['viewer of order'] };
    void walk({ context, steps: [tried(() => ({ effect: 'allow', evidence }))], timeoutMs: 20 });
    expect(context.wouldDeny).toBeUndefined();
    expect(context.decisions).toEqual([{ stage: 'check-scopes', decision: { effect: 'allow', evidence } }]);
  });

  it('never tries what the enforced part of the step refuses', () => {
    const context = createContext();
    const trial = vi.fn<() => Decision>(() => REFUSED);
    const steps = [{ ...tried(trial), check: () => REFUSED }];
    expect(walk({ context, steps, timeoutMs: 20 })).toBe(REFUSED);
    expect(trial).not.toHaveBeenCalled();
    expect(context.wouldDeny).toBeUndefined();
  });

  it('masks nothing in answers that is only tried', () => {
    const [tryingOut, over] = [createContext(), createContext()];
    const masking = (context: RequestContext) => () => {
      context.masks = new Set(['email']);
      return ALLOW;
    };
    tryingOut.masks = new Set(['phone']);
    void walk({ context: tryingOut, steps: [tried(masking(tryingOut))], timeoutMs: 20 });
    void walk({ context: over, steps: [tried(masking(over), { isOver: () => true })], timeoutMs: 20 });
    expect([tryingOut.masks, over.masks]).toEqual([new Set(['phone']), new Set(['email'])]);
  });

  it('enforces from the end of the trial on', () => {
    const context = createContext();
    const steps = [tried(() => REFUSED, { isOver: () => true })];
    expect(walk({ context, steps, timeoutMs: 20 })).toBe(REFUSED);
    expect(context.wouldDeny).toBeUndefined();
  });

  it('leaves what later stages need only where the check did not, and survives that it cannot', () => {
    const standIn = vi.fn<() => void>(throwError);
    const context = createContext();
    expect(walk({ context, steps: [tried(() => REFUSED, { standIn })], timeoutMs: 20 })).toBeUndefined();
    expect(standIn).toHaveBeenCalledOnce();
    void walk({ context: createContext(), steps: [tried(() => ALLOW, { standIn })], timeoutMs: 20 });
    expect(standIn).toHaveBeenCalledOnce();
  });
});

function throwError(): never {
  throw new Error('down');
}

describe('walk, where a version is served no more', () => {
  const GONE = deny({ code: 'ZT_VERSION_GONE', kind: 'gone', detail: 'Gone.', reason: 'test' });
  const caller = { issuer: 'https://auth.example.com', subject: 'bob' } as Principal;

  function refuse(answers: Partial<Record<StageName, () => unknown>>) {
    const context = createContext();
    const asked: StageName[] = [];
    const identify = (): Decision => {
      context.principal = caller;
      return ALLOW;
    };
    const names = ['authenticate', 'prove-possession', 'check-standing', 'check-scopes'] as const;
    const others = names.map((name) =>
      step(name, () => {
        asked.push(name);
        return (answers[name] ?? identify)();
      }),
    );
    const steps = [step('check-lifecycle', () => GONE), ...others];
    return { context, asked, denial: walk({ context, steps, timeoutMs: 20 }) };
  }

  it('learns who calls all the same, asks nothing else, and refuses', () => {
    const { context, asked, denial } = refuse({});
    expect([denial, context.denial, context.cleared]).toEqual([GONE, GONE, false]);
    expect(asked).toEqual(['authenticate', 'prove-possession']);
    expect(context.principal).toBe(caller);
  });

  it.each([
    ['no credential', { authenticate: () => REFUSED }, ['authenticate']],
    ['a key that is not shown', { 'prove-possession': () => REFUSED }, ['authenticate', 'prove-possession']],
    ['an error', { authenticate: () => Promise.reject(new TypeError('down')) }, ['authenticate']],
    ['an issuer that hangs', { authenticate: () => new Promise(() => undefined) }, ['authenticate']],
  ])('refuses for its date, with %s too', async (_what, answers, expected) => {
    const { context, asked, denial } = refuse(answers);
    expect(await denial).toBe(GONE);
    expect(asked).toEqual(expected);
    expect(context.denial).toBe(GONE);
    expect(context.decisions.map(({ decision }) => decision)).not.toContain(REFUSED);
  });

  it('asks nobody again who is known', () => {
    const context = createContext();
    context.record('authenticate', ALLOW);
    const again = vi.fn<() => Decision>(() => ALLOW);
    const steps = [step('check-lifecycle', () => GONE), step('authenticate', again)];
    expect(walk({ context, steps, timeoutMs: 20 })).toBe(GONE);
    expect(again).not.toHaveBeenCalled();
  });
});
