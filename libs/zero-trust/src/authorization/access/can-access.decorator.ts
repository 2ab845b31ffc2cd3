import { DeclarationKey, declares, type DeclarationDecorator } from '../../kernel/route-declaration.js';

/** Where an object id is taken from. */
export type ObjectIdSource = `params.${string}` | `query.${string}` | `headers.${string}` | `body.${string}`;

/** A relation that the caller must have on the object that the request names. */
export interface AccessRequirement {
  readonly relation: string;
  readonly type: string;
  readonly from: ObjectIdSource | undefined;
}

/** Relations that a route demands. */
export const CAN_ACCESS = new DeclarationKey<AccessRequirement>('can-access');

/** Reasons for which a route with an id-like parameter checks no object. */
export const NO_OBJECT_CHECK = new DeclarationKey<string>('no-object-check');

/**
 * The caller must have `relation` on the object of `type` that the request names, by the relationship graph.
 *
 * The id is read from the route parameter `id` or `<type>Id`, or from where `from` says. It is decoded once; anything
 * but one well-formed id is a deny, never a check on another object.
 *
 * @example
 * @Patch(':id') @Scopes('orders:write') @CanAccess('editor', 'order')
 * @example
 * @Post() @Scopes('orders:write') @CanAccess('member', 'organization', { from: 'body.organizationId' })
 */
export function CanAccess(
  relation: string,
  type: string,
  options: { readonly from?: ObjectIdSource } = {},
): DeclarationDecorator {
  return declares(CAN_ACCESS, { relation, type, from: options.from });
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
