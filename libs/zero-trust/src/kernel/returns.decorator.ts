import {
  DeclarationKey,
  declaredOn,
  declares,
  type Constructor,
  type DeclarationDecorator,
  type RouteDeclaration,
} from './route-declaration.js';

/** What a route answers with: objects of a class, a list of them, or `undefined` for no object at all. */
export type ReturnedShape = Constructor | readonly [Constructor] | undefined;

/** A {@link ReturnedShape} in an object, so that "no object" is told from "not said". */
export interface ReturnsDeclaration {
  readonly shape: ReturnedShape;
}

/** What a route says that it returns. */
export const RETURNS = new DeclarationKey<ReturnsDeclaration>('returns');

/** Reasons for which nothing is removed from what a route returns. */
export const RETURNS_UNFILTERED = new DeclarationKey<string>('returns-unfiltered');

/**
 * The route answers with an object of this class, or with a list of them: only the properties that the class declares leave, and
 * of these only what the caller may see (`@Visible`), in nested objects and lists too. Without an argument the route answers
 * with no object: a text, a number, a file or nothing.
 *
 * @example
 * @Get(':id') @CanAccess('viewer', 'order') @Returns(OrderDto)
 * @example
 * @Get() @Scopes('orders:read') @Returns([OrderDto])
 */
export function Returns(shape?: ReturnedShape): DeclarationDecorator {
  return declares(RETURNS, { shape });
}

/**
 * Says why everything that the route returns may leave as it is. Shown in the posture report.
 *
 * @example
 * @Get('openapi.json') @Public('the description of the API') @ReturnsUnfiltered('a document without personal data')
 */
export function ReturnsUnfiltered(reason: string): DeclarationDecorator {
  return declares(RETURNS_UNFILTERED, reason);
}

/** What the method says, or else the nearest class; `undefined` if nothing says it. */
export function returnsOf(route: RouteDeclaration): ReturnsDeclaration | undefined {
  return declaredOn(route.handler, RETURNS)[0] ?? route.declared(RETURNS).at(-1);
}

/** Why nothing is removed; `undefined` if that was not said, or if the method itself says what it returns. */
export function unfilteredReasonOf(route: RouteDeclaration): string | undefined {
  const own = declaredOn(route.handler, RETURNS_UNFILTERED)[0];
  if (own !== undefined || declaredOn(route.handler, RETURNS).length > 0) return own;
  return route.declared(RETURNS_UNFILTERED).at(-1);
}
