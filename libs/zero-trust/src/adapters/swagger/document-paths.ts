import type { RouteFacts } from '../../kernel/route-facts.js';
import { describeOperation } from './describe-operation.js';
import { RouteMatcher } from './match-routes.js';
import type { Operation } from './open-api.js';
import type { OperationNames } from './operation-names.js';
import type { ClassSchemas } from './schemas/class-schemas.js';
import type { DocumentedCredentials } from './security.js';

/** What operations are described by. */
export interface DocumentPathsInit {
  readonly routes: readonly RouteFacts[];
  readonly version: string | undefined;
  readonly names: OperationNames;
  readonly credentials: DocumentedCredentials;
  readonly schemas: ClassSchemas;
}

type PathItem = Readonly<Record<string, unknown>>;

/** What of a path item is an operation. */
const METHODS: ReadonlySet<string> = new Set([
  'get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query', 'search',
]); // prettier-ignore

/** OpenAPI 3.1 has no words for these methods. */
const UNKNOWN_METHODS: ReadonlySet<string> = new Set(['search']);

/** Describes the operations of a document, path by path. */
export class DocumentPaths {
  readonly #matcher: RouteMatcher;
  readonly #described = new Set<RouteFacts>();

  constructor(private readonly init: DocumentPathsInit) {
    this.#matcher = new RouteMatcher(init.routes, init.version);
  }

  /** The routes that the document speaks of. */
  get described(): readonly RouteFacts[] {
    return [...this.#described];
  }

  /** Paths without an operation of the document's version are left out. */
  describe(paths: Readonly<Record<string, object>>): Readonly<Record<string, PathItem>> {
    const items = Object.entries(paths).map(
      ([path, item]) => [path, this.#item(path, item as PathItem)] as const,
    );
    return Object.fromEntries(items.filter(([, item]) => Object.keys(item).some((key) => METHODS.has(key))));
  }

  #item(path: string, item: PathItem): PathItem {
    const members = Object.entries(item).flatMap(([key, member]) => {
      if (UNKNOWN_METHODS.has(key)) return [];
      if (!METHODS.has(key)) return [[key, member] as const];
      const operation = this.#operation(member as Operation, { path, method: key });
      return operation === undefined ? [] : [[key, operation] as const];
    });
    return Object.fromEntries(members);
  }

  #operation(
    stated: Operation,
    place: { readonly path: string; readonly method: string },
  ): Operation | undefined {
    const { names } = this.init;
    const placed = this.#matcher.find(place.method, place.path);
    if (placed === undefined) {
      // What no plan covers, in applications that bind guards by hand, stays as it is stated.
      return this.#matcher.knows(place.method, place.path) ? undefined : stated;
    }
    this.#described.add(placed.facts);
    const own = names.isOf(stated, placed.facts.route) ? stated : names.bare(placed);
    return describeOperation(placed.facts, own, { ...place, ...this.init });
  }
}
