import type { Decision } from '../../../libs/zero-trust/src/kernel/decision.js';
import type { InboundRequest } from '../../../libs/zero-trust/src/kernel/inbound-request.js';
import { RequestContext } from '../../../libs/zero-trust/src/kernel/request-context.js';

/** A second context of one request, for judging it a second time. */
export interface Shadow {
  readonly context: RequestContext;
  /** What the limits said, which count each request once. */
  limited: Decision | undefined;
}

const shadows = new WeakMap<RequestContext, Shadow>();

/**
 * The shadow of a request, made when it is first asked for: the same request and caller, but nothing of what stages have decided.
 * Its body and query are what they were then, for the validating stage replaces those of the request.
 */
export function shadowOf(original: RequestContext): Shadow {
  const known = shadows.get(original);
  if (known !== undefined) return known;
  const { decisionId, receivedAt } = original;
  const context = new RequestContext({ decisionId, receivedAt, request: frozenRequest(original.request) });
  const { route, plan, judgedBy, action, principal } = original;
  Object.assign(context, { route, plan, judgedBy, action, principal });
  shareLoaded(context, original);
  const shadow: Shadow = { context, limited: undefined };
  shadows.set(original, shadow);
  return shadow;
}

/**
 * Both judge the same facts: an object that the request has loaded, or failed to load, is not loaded a second time. Databases that
 * fail once would otherwise answer the second judgement.
 */
function shareLoaded({ objects }: RequestContext, original: RequestContext): void {
  const push = (...added: typeof objects): number => {
    for (const object of added) {
      objects[objects.length] = original.objects.find(({ ref }) => ref === object.ref) ?? object;
    }
    return objects.length;
  };
  Object.defineProperty(objects, 'push', { value: push });
}

function frozenRequest(request: InboundRequest): InboundRequest {
  const { method, path, sourceAddress, clientCertificate, clientCertificateFault, origin, params } = request;
  return {
    method,
    path,
    sourceAddress,
    clientCertificate,
    clientCertificateFault,
    origin,
    params,
    query: structuredClone(request.query),
    body: structuredClone(request.body),
    receivedBody: structuredClone(request.receivedBody),
    header: (name) => request.header(name),
  };
}
