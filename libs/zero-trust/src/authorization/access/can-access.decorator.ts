import type { InboundRequest } from '../../kernel/inbound-request.js';
import {
  DeclarationKey,
  declaredOn,
  declares,
  type DeclarationDecorator,
  type RouteDeclaration,
} from '../../kernel/route-declaration.js';
import type { ConditionContext } from './condition-context.js';

/**
 * Where object ids are taken from. `[]` after one name of a `body.` path or after the name of a `query.` says that there is
 * a list: `body.orderIds[]`, `body.items[].orderId`, `query.id[]`.
 */
export type ObjectIdSource = `params.${string}` | `query.${string}` | `headers.${string}` | `body.${string}`;

/**
 * Reads one id, or a list of ids, from a request whose body nothing has validated yet. Asked again after validation: what
 * it reads from the body must then be the same.
 */
export type ObjectIdFunction = (request: InboundRequest) => string | readonly string[] | undefined;

/** Where the object of a `@CanAccess` is, and what else its question needs. */
export interface CanAccessOptions {
  /** @defaultValue the one route parameter `id` or `<type>Id` */
  readonly from?: ObjectIdSource | ObjectIdFunction;
  /** Where `from` is a function: the path parameters that it reads. They then count as checked. */
  readonly covers?: readonly string[];
  /**
   * Where a route demands objects of several kinds: whether these are the ones that policies judge and `@Resource()` hands
   * over. Needed where the method, or the class alone, demands several and there are policies.
   *
   * @defaultValue false: of several the first, the method's before the class's
   */
  readonly judged?: boolean;
  /** Values for the conditions of the model, beside those of the option `relationshipContext`; these win. */
  readonly context?: ConditionContext;
}

/** A relation that the caller must have on the objects that the request names. */
export interface AccessRequirement {
  readonly relation: string;
  readonly type: string;
  readonly from: CanAccessOptions['from'];
  readonly covers: readonly string[];
  readonly judged: boolean;
  readonly context: ConditionContext | undefined;
}

/** Relations that a route demands. */
export const CAN_ACCESS = new DeclarationKey<AccessRequirement>('can-access');

/** Reasons for which a route with an id-like parameter checks no object. */
export const NO_OBJECT_CHECK = new DeclarationKey<string>('no-object-check');

/**
 * The caller must have `relation` on every object of `type` that the request names, by the relationship graph.
 *
 * The id is read from the route parameter `id` or `<type>Id`, or from where `from` says. It is decoded once; anything
 * but well-formed ids is a deny, never a check on another object. On a class it holds for every route of it, together
 * with what stands on the method.
 *
 * @example
 * @Patch(':id') @Scopes('orders:write') @CanAccess('editor', 'order')
 * @example
 * @Post() @Scopes('orders:write') @CanAccess('member', 'organization', { from: 'body.organizationId' })
 * @example
 * @Post('close') @Scopes('orders:write') @CanAccess('editor', 'order', { from: 'body.orderIds[]' })
 */
export function CanAccess(
  relation: string,
  type: string,
  { from, covers = [], judged = false, context }: CanAccessOptions = {},
): DeclarationDecorator {
  return declares(CAN_ACCESS, { relation, type, from, covers, judged, context });
}

/**
 * Says why a route whose path has an id-like parameter needs no check on an object. Shown in the posture report.
 *
 * @example
 * @Get('inventory/:sku') @NoObjectCheck('stock levels are the same for every tenant')
 */
export function NoObjectCheck(reason: string): DeclarationDecorator {
  return declares(NO_OBJECT_CHECK, reason);
}

/**
 * Every relation that a route demands, those that are `judged` first, then the method's, then the class's: the first is the
 * one that policies judge and `@Resource()` hands over, and a class speaks of what is around its objects.
 */
export function requirementsOf(route: RouteDeclaration): readonly AccessRequirement[] {
  const own = declaredOn(route.handler, CAN_ACCESS);
  const all = [...own, ...route.declared(CAN_ACCESS).filter((requirement) => !own.includes(requirement))];
  return [...all.filter(({ judged }) => judged), ...all.filter(({ judged }) => !judged)];
}
