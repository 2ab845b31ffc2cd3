import { deny, type Deny, type Evidence } from './decision.js';

/** The one deny for objects that are absent, hidden or malformed, so that a caller cannot tell them apart. */
export function notFound(reason: string, evidence?: Evidence): Deny {
  return deny({
    code: 'ZT_NOT_FOUND',
    kind: 'not-found',
    detail: 'There is no such resource, or you may not see it.',
    reason,
    evidence,
  });
}
