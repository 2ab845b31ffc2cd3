import {
  DeclarationKey,
  declares,
  type DeclarationDecorator,
  type RouteDeclaration,
} from './route-declaration.js';

/** Reasons for which a route is open to everybody. */
export const PUBLIC = new DeclarationKey<string>('public');

/**
 * Opens a route to callers without a credential. The reason is shown in the posture report.
 *
 * @example
 * @Get('live') @Public('the load balancer asks before it has a token')
 */
export function Public(reason: string): DeclarationDecorator {
  return declares(PUBLIC, reason);
}

/** Whether a route asks for no credential. */
export function isPublic(route: RouteDeclaration): boolean {
  return route.declared(PUBLIC).length > 0;
}
