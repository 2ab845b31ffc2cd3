import { describe, expect, it, vi } from 'vitest';
import { RequestContext } from '../../kernel/request-context.js';
import { policyInput } from '../../testing/policy-inputs.js';
import { inboundRequest, principalOf } from '../../testing/request-builders.js';
import type { Subjects } from '../subjects/subjects.js';
import { resolvePoliciesOptions } from './policies.options.js';
import { PolicyInputs } from './policy-inputs.js';

const SUBJECT = policyInput().subject;
const NOW = Date.parse('2026-01-14T15:00:00Z');

function world() {
  const described = vi.fn<Subjects['describe']>(() => SUBJECT);
  const now = vi.fn<() => number>(() => NOW);
  const inputs = new PolicyInputs(
    { describe: described } as Partial<Subjects> as Subjects,
    { now },
    resolvePoliciesOptions(),
  );
  const request = inboundRequest();
  const params = vi.fn<() => unknown>(() => ({ id: '1', rest: ['a', 'b'] }));
  Object.defineProperty(request, 'params', { get: params });
  const context = new RequestContext({ decisionId: 'd', receivedAt: NOW, request });
  context.principal = principalOf();
  context.action = 'read';
  return { inputs, context, described, now, params };
}

describe('what policies judge', () => {
  it('is not put together for a permission, which asks for the caller only', () => {
    const { inputs, context, now, params } = world();
    expect(inputs.subjectOf(context)).toBe(SUBJECT);
    expect([now.mock.calls, params.mock.calls]).toEqual([[], []]);
  });

  it('is put together once for all policies of a request, whose rules are of one version by its environment', async () => {
    const { inputs, context, described, now } = world();
    const input = await inputs.inputFor(context);
    const setting = await inputs.settingFor(context);
    expect(setting.environment).toBe(input.environment);
    expect(input).toMatchObject({ action: 'read', params: { id: '1' }, object: undefined });
    expect([described.mock.calls.length, now.mock.calls.length]).toEqual([1, 1]);
  });

  it('is put together anew if the caller turns out to be another one', async () => {
    const { inputs, context, described } = world();
    const before = await inputs.inputFor(context);
    context.principal = principalOf({ subject: 'bob' });
    expect(await inputs.inputFor(context)).not.toBe(before);
    expect(described.mock.calls.map(([{ subject }]) => subject)).toEqual(['alice', 'bob']);
  });
});
