import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import {
  HEADERS_METADATA,
  HTTP_CODE_METADATA,
  REDIRECT_METADATA,
  RENDER_METADATA,
  RESPONSE_PASSTHROUGH_METADATA,
  ROUTE_ARGS_METADATA,
  SSE_METADATA,
} from '@nestjs/common/constants.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';

/** Emitted types of which no object with fields is made. */
const NO_OBJECTS: ReadonlySet<unknown> = new Set([String, Number, Boolean, BigInt, Buffer, Uint8Array]);

/**
 * How the handler answers past the framework, where nothing can be removed from what it sends: `@Res()`, `@Sse()`, `@Render()`;
 * `undefined` if it returns its answer.
 */
export function ownWayOfAnswering(route: RouteDeclaration): string | undefined {
  if (Reflect.hasMetadata(SSE_METADATA, route.handler)) return '@Sse()';
  if (Reflect.hasMetadata(RENDER_METADATA, route.handler)) return '@Render()';
  const method = methodNameOf(route);
  if (Reflect.getMetadata(RESPONSE_PASSTHROUGH_METADATA, route.controller, method) === true) return undefined;
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, route.controller, method) ?? {}) as object;
  const kinds = Object.keys(args).map((key) => Number(key.split(':')[0]));
  if (kinds.includes(RouteParamtypes.RESPONSE)) return '@Res() without passthrough';
  return kinds.includes(RouteParamtypes.NEXT) ? '@Next()' : undefined;
}

/** Whether the framework sends the caller elsewhere, with what the handler says only about where. */
export function redirects({ handler }: RouteDeclaration): boolean {
  return Reflect.hasMetadata(REDIRECT_METADATA, handler);
}

/** Whether a route answers 204, and so with nothing. */
export function answersNothing({ handler }: RouteDeclaration): boolean {
  return Reflect.getMetadata(HTTP_CODE_METADATA, handler) === 204;
}

/** The status that a handler's own answers have, if it says one. */
export function declaredStatusOf({ handler }: RouteDeclaration): number | undefined {
  const status: unknown = Reflect.getMetadata(HTTP_CODE_METADATA, handler);
  return typeof status === 'number' ? status : undefined;
}

/**
 * Whether a handler may return objects, by its emitted return type. The compiler emits the same for `void` and for a handler
 * without a return type: there its code decides, as far as it can be read.
 */
export function mayReturnObjects(route: RouteDeclaration): boolean {
  if (answersNothing(route) || isText(route) || redirects(route)) return false;
  const prototype = route.controller.prototype as object;
  const method = methodNameOf(route);
  if (!Reflect.hasMetadata('design:returntype', prototype, method)) return true;
  const type: unknown = Reflect.getMetadata('design:returntype', prototype, method);
  if (type === undefined || type === null) return /\breturn\s+[^;\s}]/.test(route.handler.toString());
  return !NO_OBJECTS.has(type) && (type as { readonly name?: unknown }).name !== 'StreamableFile';
}

/** `@Header('content-type', 'text/csv')`. */
function isText({ handler }: RouteDeclaration): boolean {
  const headers = (Reflect.getMetadata(HEADERS_METADATA, handler) ?? []) as readonly {
    readonly name: string;
    readonly value: unknown;
  }[];
  return headers.some(
    ({ name, value }) =>
      name.toLowerCase() === 'content-type' && typeof value === 'string' && /^text\//i.test(value),
  );
}

/** `findOne` of `OrdersController.findOne`. */
function methodNameOf({ name, controller }: RouteDeclaration): string {
  return name.slice(controller.name.length + 1);
}
