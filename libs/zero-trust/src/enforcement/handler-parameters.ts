import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { Constructor, HandlerParameter } from '../kernel/route-declaration.js';

/** The parameters that hold input, by Nest's number for them. */
const SOURCES = new Map<number, HandlerParameter['source']>([
  [RouteParamtypes.BODY, 'body'],
  [RouteParamtypes.QUERY, 'query'],
  [RouteParamtypes.PARAM, 'param'],
  [RouteParamtypes.HEADERS, 'headers'],
]);

/** What Nest's parameter decorators (`@Body()`, `@Query()`, `@Param()`, `@Headers('name')`) say of a handler. */
export function readHandlerParameters(
  controller: Constructor,
  methodName: string,
): readonly HandlerParameter[] {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, methodName) ?? {}) as Record<
    string,
    { readonly index: number; readonly data?: unknown }
  >;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, methodName) ??
    []) as readonly Constructor[];
  return Object.entries(args).flatMap(([key, { index, data }]) => {
    const source = SOURCES.get(Number(key.split(':')[0]));
    const property = typeof data === 'string' ? data : undefined;
    // Headers as a whole are many that the handler never looks at.
    if (source === 'headers' && property === undefined) return [];
    return source === undefined ? [] : [{ source, property, type: types[index] }];
  });
}
