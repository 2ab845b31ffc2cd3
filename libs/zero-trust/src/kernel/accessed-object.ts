import { withDeadline } from './deadline.js';
import { DependencyUnavailableError, AccessDeniedError } from './errors.js';
import type { ResourceLoader } from './resource-loader.port.js';

/** How an object's resource is loaded. */
export interface ResourceSource {
  readonly loader: ResourceLoader | undefined;
  readonly timeoutMs: number;
}

/** An object of the relationship graph that the caller was granted a relation on, and its resource, loaded at most once. */
export class AccessedObject {
  #resource: Promise<unknown> | undefined;

  constructor(
    readonly type: string,
    readonly id: string,
    private readonly source: ResourceSource,
  ) {}

  /** `order:12345`. */
  get ref(): string {
    return `${this.type}:${this.id}`;
  }

  /**
   * The application's own object, or `undefined` if there is none.
   *
   * @throws {@link DependencyUnavailableError} if the loader fails or takes too long
   */
  resource(): Promise<unknown> {
    this.#resource ??= this.load();
    return this.#resource;
  }

  private async load(): Promise<unknown> {
    const { loader, timeoutMs } = this.source;
    const dependency = `resource loader '${this.type}'`;
    if (loader === undefined) throw new DependencyUnavailableError(dependency, 'none is registered');
    try {
      return await withDeadline({ dependency, timeoutMs }, (signal) => loader.load(this.id, { signal }));
    } catch (error) {
      if (error instanceof AccessDeniedError) throw error;
      throw new DependencyUnavailableError(dependency, 'failed', { cause: error });
    }
  }
}
