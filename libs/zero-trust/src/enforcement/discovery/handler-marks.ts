import type { HandlerKind } from '../posture/route-posture.js';

/** A handler that is not reached over HTTP, as its decorator marks it. */
export interface HandlerMark {
  readonly kind: Exclude<HandlerKind, 'http' | 'raw'>;
  readonly method: string;
  /** Pattern, event or field. */
  readonly path: string;
  /** As Nest names the context of its calls. */
  readonly contextType: string;
}

/** `PatternHandler.EVENT` of `@nestjs/microservices`. */
const EVENT = 2;

/**
 * Reads the metadata that `@nestjs/microservices`, `@nestjs/websockets` and `@nestjs/graphql` leave on a method; they are
 * known by their keys, so that none of them is needed.
 *
 * @returns `undefined` for any other method
 */
export function readHandlerMark(handler: object, methodName: string): HandlerMark | undefined {
  return messageMark(handler) ?? websocketMark(handler) ?? graphqlMark(handler, methodName);
}

function messageMark(handler: object): HandlerMark | undefined {
  const patterns = Reflect.getMetadata('microservices:pattern', handler) as unknown;
  if (patterns === undefined) return undefined;
  const isEvent = Reflect.getMetadata('microservices:handler_type', handler) === EVENT;
  const path = (Array.isArray(patterns) ? patterns : [patterns]).map(inWords).join(', ');
  return { kind: 'message', method: isEvent ? 'EVENT' : 'MESSAGE', path, contextType: 'rpc' };
}

function websocketMark(handler: object): HandlerMark | undefined {
  if (!Reflect.hasMetadata('websockets:message_mapping', handler)) return undefined;
  const path = inWords(Reflect.getMetadata('message', handler));
  return { kind: 'websocket', method: 'SUBSCRIBE', path, contextType: 'ws' };
}

function graphqlMark(handler: object, methodName: string): HandlerMark | undefined {
  const type = Reflect.getMetadata('graphql:resolver_type', handler) as unknown;
  const isField =
    Reflect.hasMetadata('graphql:resolve_property', handler) ||
    Reflect.hasMetadata('graphql:resolve_reference', handler);
  if (typeof type !== 'string' && !isField) return undefined;
  const name = Reflect.getMetadata('graphql:resolver_name', handler) as unknown;
  return {
    kind: 'graphql',
    method: typeof type === 'string' ? type.toUpperCase() : 'FIELD',
    path: typeof name === 'string' ? name : methodName,
    contextType: 'graphql',
  };
}

function inWords(pattern: unknown): string {
  return typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
}
