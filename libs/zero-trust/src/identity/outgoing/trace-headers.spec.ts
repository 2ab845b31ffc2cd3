import { describe, expect, it } from 'vitest';
import { RequestContext } from '../../kernel/request-context.js';
import { inboundRequest } from '../../testing/request-builders.js';
import { currentTrace } from './trace-headers.js';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** What is passed on by a request with these headers. */
function traceOf(headers: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, string>> {
  const request = inboundRequest({ header: (name) => headers[name] ?? [] });
  new RequestContext({ decisionId: 'one', receivedAt: 0, request }).enter();
  return currentTrace();
}

describe('the trace that is passed on', () => {
  it('is that of the request under way, with all of its state', () => {
    expect(traceOf({ traceparent: [TRACE], tracestate: ['a=1', 'b=2'] })).toEqual({
      traceparent: TRACE,
      tracestate: 'a=1,b=2',
    });
  });

  it.each([
    ['absent', []],
    ['doubled', [TRACE, TRACE]],
    ['too long', [`${TRACE}-more`]],
    ['in upper case', [TRACE.toUpperCase()]],
    ['of version ff', [TRACE.replace('00-', 'ff-')]],
    ['without a trace id', [TRACE.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32))]],
    ['without a parent id', [TRACE.replace('00f067aa0ba902b7', '0'.repeat(16))]],
    ['two headers in one', [`${TRACE}\r\nauthorization: x`]],
  ])('is none if traceparent is %s', (_what, traceparent) => {
    expect(traceOf({ traceparent, tracestate: ['a=1'] })).toEqual({});
  });

  it.each([
    ['too long', 'a='.padEnd(513, 'x')],
    ['not ASCII', 'a=ü'],
    ['two lines', 'a=1\r\nb: 2'],
  ])('has no state that is %s', (_what, tracestate) => {
    expect(traceOf({ traceparent: [TRACE], tracestate: [tracestate] })).toEqual({ traceparent: TRACE });
  });
});
