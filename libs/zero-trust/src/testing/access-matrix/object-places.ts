import { getMetadataStorage } from 'class-validator';
import type { ObjectIdSource } from '../../authorization/access/can-access.decorator.js';
import type { HandlerParameter, RouteDeclaration } from '../../kernel/route-declaration.js';
import type { MatrixRequest } from './access-matrix.options.js';

/** Something in the requests of a route that has a name. */
export interface Place {
  readonly source: ObjectIdSource;
  readonly name: string;
  /** The segment before it in the path. */
  readonly within: string;
}

/** What the places are read from. */
export interface PlaceSearch {
  readonly route: Pick<RouteDeclaration, 'parameters' | 'pathParameters'>;
  readonly path: string;
  readonly request: Pick<MatrixRequest, 'query' | 'body'>;
}

/** Everything by name that requests of a route hold: in its path, in what its handler takes, and in what the test sends. */
export function placesOf({ route, path, request }: PlaceSearch): readonly Place[] {
  const segments = path.split('/');
  const params = route.pathParameters.map((name): Place => {
    const position = segments.findIndex((segment) => segment.startsWith(`:${name}`));
    return { source: `params.${name}`, name, within: segments[position - 1] ?? '' };
  });
  const query = Object.keys(request.query ?? {}).map((name) => place('query', name));
  const body = keysOf(request.body).map((name) => place('body', name));
  return [...params, ...route.parameters.flatMap(takenBy), ...query, ...body];
}

/** `@Query('orderId')`, or the properties of the class that validates the whole. */
function takenBy({ source, property, type }: HandlerParameter): readonly Place[] {
  if (source === 'param') return [];
  if (property !== undefined) return [place(source, property)];
  if (type === undefined) return [];
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))].map((name) => place(source, name));
}

function place(source: 'body' | 'query' | 'headers', name: string): Place {
  return { source: `${source}.${name}`, name, within: '' };
}

function keysOf(body: unknown): readonly string[] {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body) : [];
}
