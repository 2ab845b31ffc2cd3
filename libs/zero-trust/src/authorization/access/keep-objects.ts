import { AccessedObject } from '../../kernel/accessed-object.js';
import type { RequestContext } from '../../kernel/request-context.js';
import { readNamedObjects, type NamedObjects } from './named-objects.js';
import type { CompiledRequirement } from './requirement.js';

/** How objects that a request names are kept. */
export interface KeptObjects {
  /** Longest time for loading one, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether a later stage needs to know which ids were judged for which requirement. */
  readonly remembersIds: boolean;
}

/** Keeps the objects for later stages and the handler. Two requirements on one object share it, so that it is loaded once. */
export function keepObjects(
  context: RequestContext,
  { questions, ids }: NamedObjects,
  { timeoutMs, remembersIds }: KeptObjects,
): void {
  const { objects } = context;
  for (const { requirement, id, query } of questions) {
    if (objects.some(({ ref }) => ref === query.object)) continue;
    objects.push(new AccessedObject(requirement.type, id, { loader: requirement.loader, timeoutMs }));
  }
  if (remembersIds) context.judgedIds = ids;
}

/** Report-only mode: keeps the objects that a request names although the caller lacks a relation on one of them. */
export function keepUnjudged(
  context: RequestContext,
  {
    requirements,
    timeoutMs,
  }: Pick<KeptObjects, 'timeoutMs'> & { requirements: readonly CompiledRequirement[] },
): void {
  const named = readNamedObjects(context, requirements);
  keepObjects(context, named, { timeoutMs, remembersIds: named.unreadable === undefined });
}
