import type { RequestContext } from '../../kernel/request-context.js';

/** By requirement, in the order of the route's requirements: the ids that were judged. */
export type JudgedIds = readonly (readonly string[])[];

const judged = new WeakMap<RequestContext, JudgedIds>();

/** Keeps what was judged, for the stage that looks whether the handler gets the same. */
export function rememberJudged(context: RequestContext, ids: JudgedIds): void {
  judged.set(context, ids);
}

/** What {@link rememberJudged} kept; nothing if nothing was judged. */
export function judgedIds(context: RequestContext): JudgedIds {
  return judged.get(context) ?? [];
}
