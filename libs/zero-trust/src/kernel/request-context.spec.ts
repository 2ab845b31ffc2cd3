import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { ALLOW, deny } from './decision.js';
import type { InboundRequest } from './inbound-request.js';
import { RequestContext } from './request-context.js';

const FIRST = deny({ code: 'ZT_FORBIDDEN', kind: 'forbidden', detail: 'No.', reason: 'first' });
const SECOND = deny({ code: 'ZT_INTERNAL', kind: 'internal', detail: 'No.', reason: 'second' });

function createContext(): RequestContext {
  return new RequestContext({ decisionId: 'd', receivedAt: 0, request: {} as InboundRequest });
}

describe('RequestContext', () => {
  it('keeps every decision, and the first deny as the one that ended the request', () => {
    const context = createContext();
    context.record('authenticate', ALLOW);
    context.record('check-scopes', FIRST);
    context.record('handler', SECOND);
    expect(context.decisions.map(({ stage }) => stage)).toEqual(['authenticate', 'check-scopes', 'handler']);
    expect(context.denial).toBe(FIRST);
  });

  it('loses its clearance with any deny', () => {
    const context = createContext();
    context.cleared = true;
    context.record('handler', ALLOW);
    expect(context.cleared).toBe(true);
    context.record('handler', FIRST);
    expect(context.cleared).toBe(false);
  });

  it('knows what has been passed, and forgets it where a stage must be asked again', () => {
    const context = createContext();
    context.record('authenticate', ALLOW);
    context.record('check-lifecycle', ALLOW);
    context.record('check-scopes', FIRST);
    context.forget('check-lifecycle');
    context.forget('check-scopes');
    const stages = ['authenticate', 'check-lifecycle', 'check-scopes', 'check-policies'] as const;
    expect(stages.map((stage) => context.hasPassed(stage))).toEqual([true, false, false, false]);
    expect(context.decisions.map(({ stage }) => stage)).toEqual(['authenticate', 'check-scopes']);
  });

  it('grants nothing when it is opened', () => {
    const { admitted, cleared, principal, decisions, objects } = createContext();
    expect({ admitted, cleared, principal, decisions, objects }).toEqual({
      admitted: false,
      cleared: false,
      principal: undefined,
      decisions: [],
      objects: [],
    });
  });

  it('is the current one of its own asynchronous execution only', async () => {
    const contexts = [createContext(), createContext()];
    const outside = AsyncLocalStorage.snapshot();
    const seen = await Promise.all(
      contexts.map(async (context) => {
        await Promise.resolve();
        context.enter();
        await new Promise((resolve) => setTimeout(resolve, 1));
        return RequestContext.current() === context;
      }),
    );
    expect(seen).toEqual([true, true]);
    expect(outside(() => RequestContext.current())).toBeUndefined();
  });
});
