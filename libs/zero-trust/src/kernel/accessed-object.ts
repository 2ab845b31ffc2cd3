import { answerInTime, type Expiry } from './deadline.js';
import { DependencyUnavailableError, AccessDeniedError } from './errors.js';
import { chain, isPromise, type MaybePromise } from './maybe-promise.js';
import type { ResourceAttributes, ResourceLoader } from './resource-loader.port.js';

/** How an object's resource is loaded. */
export interface ResourceSource {
  readonly loader: ResourceLoader | undefined;
  readonly timeoutMs: number;
}

const NO_ATTRIBUTES: ResourceAttributes = Object.freeze({});

/** An object of the relationship graph that the caller was granted a relation on, and its resource, loaded at most once. */
export class AccessedObject {
  #loaded: { readonly resource: MaybePromise<unknown> } | undefined;
  #described: { readonly attributes: MaybePromise<ResourceAttributes> } | undefined;

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

  /**
   * What the loader says of the loaded object, asked at most once; nothing if it says nothing, or if there is no object.
   *
   * @throws {@link DependencyUnavailableError} if the loader fails or takes too long
   */
  attributes(): MaybePromise<ResourceAttributes> {
    this.#described ??= { attributes: chain(this.resource(), (resource) => this.describe(resource)) };
    return this.#described.attributes;
  }

  private load(): MaybePromise<unknown> {
    const { loader } = this.source;
    if (loader !== undefined) return this.ask((expiry) => loader.load(this.id, expiry));
    return Promise.reject(new DependencyUnavailableError(this.dependency, 'none is registered'));
  }

  private describe(resource: unknown): MaybePromise<ResourceAttributes> {
    const { loader } = this.source;
    if (loader?.attributes === undefined || resource === undefined || resource === null) return NO_ATTRIBUTES;
    return this.ask(() => loader.attributes?.(resource) ?? NO_ATTRIBUTES);
  }

  private ask<T>(task: (expiry: Expiry) => MaybePromise<T>): MaybePromise<T> {
    const { dependency, source } = this;
    const fail = (error: unknown): Promise<never> => Promise.reject(asDenied(dependency, error));
    try {
      const answer = answerInTime({ dependency, timeoutMs: source.timeoutMs }, task);
      return isPromise(answer) ? answer.catch(fail) : answer;
    } catch (error) {
      return fail(error);
    }
  }

  private get dependency(): string {
    return `resource loader '${this.type}'`;
  }
}

function asDenied(dependency: string, error: unknown): AccessDeniedError {
  if (error instanceof AccessDeniedError) return error;
  return new DependencyUnavailableError(dependency, 'failed', { cause: error });
}
