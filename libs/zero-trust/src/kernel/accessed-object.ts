import { answerInTime } from './deadline.js';
import { DependencyUnavailableError, AccessDeniedError } from './errors.js';
import { isPromise, type MaybePromise } from './maybe-promise.js';
import type { ResourceLoader } from './resource-loader.port.js';

/** How an object's resource is loaded. */
export interface ResourceSource {
  readonly loader: ResourceLoader | undefined;
  readonly timeoutMs: number;
}

/** An object of the relationship graph that the caller was granted a relation on, and its resource, loaded at most once. */
export class AccessedObject {
  #loaded: { readonly resource: MaybePromise<unknown> } | undefined;

  /** `order:12345`. */
  readonly ref: string;

  constructor(
    readonly type: string,
    readonly id: string,
    private readonly source: ResourceSource,
  ) {
    this.ref = `${type}:${id}`;
  }

  /**
   * The application's own object, or `undefined` if there is none; at once if the loader answers at once.
   *
   * @throws {@link DependencyUnavailableError} if the loader fails or takes too long
   */
  resource(): MaybePromise<unknown> {
    this.#loaded ??= { resource: this.load() };
    return this.#loaded.resource;
  }

  private load(): MaybePromise<unknown> {
    const { loader, timeoutMs } = this.source;
    const dependency = `resource loader '${this.type}'`;
    const fail = (error: unknown): Promise<never> => Promise.reject(asDenied(dependency, error));
    if (loader === undefined) return fail(new DependencyUnavailableError(dependency, 'none is registered'));
    try {
      const answer = answerInTime({ dependency, timeoutMs }, (expiry) => loader.load(this.id, expiry));
      return isPromise(answer) ? answer.catch(fail) : answer;
    } catch (error) {
      return fail(error);
    }
  }
}

function asDenied(dependency: string, error: unknown): AccessDeniedError {
  if (error instanceof AccessDeniedError) return error;
  return new DependencyUnavailableError(dependency, 'failed', { cause: error });
}
