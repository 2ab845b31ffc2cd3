import type { RouteFacts } from '../../kernel/route-facts.js';
import type { RouteMount } from '../../kernel/route-declaration.js';
import { openApiPath } from './open-api-path.js';

/** A route at one of its places. */
export interface PlacedRoute {
  readonly facts: RouteFacts;
  readonly mount: RouteMount;
}

/** Finds the route behind an operation of a document, by the places at which Nest mounts it. */
export class RouteMatcher {
  readonly #places = new Map<string, PlacedRoute[]>();

  constructor(
    routes: readonly RouteFacts[],
    /** The version that the document is of; `undefined` for all that it has room for. */
    private readonly version: string | undefined,
  ) {
    for (const facts of routes) {
      for (const mount of facts.route.mounts) {
        const key = keyOf(facts.route.method, openApiPath(mount.path));
        this.#places.set(key, [...(this.#places.get(key) ?? []), { facts, mount }]);
      }
    }
  }

  /** Whether some route of the application, of whatever version, answers there. */
  knows(method: string, path: string): boolean {
    return this.#candidates(method, path).length > 0;
  }

  /**
   * The route of the document's version; where the document is of no single one, the newest: of versions that stand in
   * headers only one has room at a path.
   */
  find(method: string, path: string): PlacedRoute | undefined {
    const { version } = this;
    const answering = this.#candidates(method, path).filter(
      ({ mount }) => version === undefined || mount.version === undefined || mount.version === version,
    );
    return answering.toSorted(newestFirst)[0];
  }

  #candidates(method: string, path: string): readonly PlacedRoute[] {
    const own = this.#places.get(keyOf(method, path)) ?? [];
    return [...own, ...(this.#places.get(keyOf('all', path)) ?? [])];
  }
}

/** A route that answers any version is behind those that name one, as Nest asks them. */
function newestFirst({ mount: one }: PlacedRoute, { mount: other }: PlacedRoute): number {
  if (one.version === undefined || other.version === undefined) {
    return Number(one.version === undefined) - Number(other.version === undefined);
  }
  return other.version.localeCompare(one.version, 'en', { numeric: true });
}

function keyOf(method: string, path: string): string {
  return `${method.toLowerCase()} ${path}`;
}
