import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { deny } from '../../../kernel/decision.js';
import { AccessDeniedError } from '../../../kernel/errors.js';
import { RequestContext } from '../../../kernel/request-context.js';
import { DeclarationKey, declares } from '../../../kernel/route-declaration.js';
import type { ConditionContext } from '../condition-context.js';
import { AccessibleObjects, type Listing } from './accessible-objects.js';

/** Objects that a handler lists. */
export interface AccessibleRequirement {
  readonly relation: string;
  readonly type: string;
  readonly context: ConditionContext | undefined;
}

/** An {@link AccessibleRequirement} whose values for conditions can be read from a request. */
export interface PreparedList {
  readonly relation: string;
  readonly type: string;
  readonly context: ((context: RequestContext) => Readonly<Record<string, unknown>>) | undefined;
}

/** What a route lists. */
export const ACCESSIBLE = new DeclarationKey<AccessibleRequirement>('accessible');

const opened = new WeakMap<RequestContext, readonly AccessibleObjects[]>();

const inject = createParamDecorator(
  ({ relation, type }: AccessibleRequirement, _execution: ExecutionContext): AccessibleObjects => {
    const context = RequestContext.current();
    const lists = context === undefined ? undefined : opened.get(context);
    const list = lists?.find(({ query }) => query.relation === relation && query.type === type);
    if (list !== undefined) return list;
    throw new AccessDeniedError(
      deny({
        code: 'ZT_INTERNAL',
        kind: 'internal',
        detail: 'An unexpected error occurred.',
        reason: `@Accessible('${relation}', '${type}') was reached before the relationship stage`,
      }),
    );
  },
);

/** What `@Accessible` hands over. */
export type Accessible = AccessibleObjects;

/**
 * Hands a handler the objects of `type` on which the caller has `relation`, and declares that the route shows only those:
 * the posture report says so, and no `@CanAccess` is needed.
 *
 * @example
 * ```ts
 * list(@Accessible('viewer', 'order') orders: Accessible) { return this.orders.find(await orders.ids()); }
 * ```
 */
export function Accessible(
  relation: string,
  type: string,
  { context }: { readonly context?: ConditionContext } = {},
): ParameterDecorator {
  const requirement: AccessibleRequirement = { relation, type, context };
  return (target, property, index) => {
    if (property === undefined) throw new TypeError('@Accessible stands on a parameter of a handler.');
    const descriptor = Object.getOwnPropertyDescriptor(target, property);
    declares(ACCESSIBLE, requirement)(target, property, descriptor as TypedPropertyDescriptor<unknown>);
    inject(requirement)(target, property, index);
  };
}

/** Makes the lists of a route for one request; nothing is asked yet. */
export function openLists(context: RequestContext, lists: readonly PreparedList[], listing: Listing): void {
  const subject = context.principal?.graphSubject;
  if (subject === undefined) return;
  opened.set(
    context,
    lists.map(({ relation, type, context: read }) => {
      const query = { subject, relation, type };
      return new AccessibleObjects(
        read === undefined ? query : { ...query, context: read(context) },
        listing,
      );
    }),
  );
}
