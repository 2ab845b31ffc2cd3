import { deny, type Deny } from '../kernel/decision.js';

/** The deny for handlers that are not reached over HTTP (`rpc`, `ws`, `graphql`): nothing covers them yet. */
export function contextUnsupported(type: string): Deny {
  return deny({
    code: 'ZT_CONTEXT_UNSUPPORTED',
    kind: 'forbidden',
    detail: 'This handler cannot be reached this way.',
    reason: `no policy covers ${type} handlers yet`,
  });
}
