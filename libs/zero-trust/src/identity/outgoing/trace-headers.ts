import { RequestContext } from '../../kernel/request-context.js';

/** Version, trace id, parent id and flags; neither id is all zeros, and version `ff` does not exist. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const MAX_TRACESTATE_LENGTH = 512;

/**
 * `traceparent` and `tracestate` of the request under way, so that a call to another service is part of its trace.
 * Nothing if it has none, or one that is malformed.
 *
 * @see W3C Trace Context §3.2, §3.3
 */
export function currentTrace(): Readonly<Record<string, string>> {
  const request = RequestContext.current()?.request;
  const [traceparent = '', ...others] = request?.header('traceparent') ?? [];
  if (others.length > 0 || !TRACEPARENT.test(traceparent)) return {};
  const tracestate = request?.header('tracestate').join(',') ?? '';
  return isTracestate(tracestate) ? { traceparent, tracestate } : { traceparent };
}

function isTracestate(value: string): boolean {
  return value !== '' && value.length <= MAX_TRACESTATE_LENGTH && /^[\t\x20-\x7e]+$/.test(value);
}
