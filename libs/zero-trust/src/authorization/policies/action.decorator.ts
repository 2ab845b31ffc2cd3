import {
  DeclarationKey,
  declares,
  type DeclarationDecorator,
  type RouteDeclaration,
} from '../../kernel/route-declaration.js';

/** Names of what routes do. */
export const ACTION = new DeclarationKey<string>('action');

/**
 * Names what a route does, for the policies that judge it; several routes may do the same. Without it the action is the
 * handler, `OrdersController.exportOne`.
 *
 * @throws TypeError if the name is empty
 * @example
 * @Get(':id/export') @CanAccess('viewer', 'order') @Action('export') @Policy(ExportFence)
 */
export function Action(name: string): DeclarationDecorator {
  if (typeof name !== 'string' || name.trim() === '')
    throw new TypeError("@Action needs a name: @Action('export').");
  return declares(ACTION, name);
}

/** What a route does: by its method, or else by its class, or else the handler itself. */
export function actionOf(route: RouteDeclaration): string {
  return route.declared(ACTION).at(-1) ?? route.name;
}
