import type { ObjectIdSource } from '../../authorization/access/can-access.decorator.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';

/** Somebody who calls every route. */
export interface MatrixIdentity {
  /** The tenant that it belongs to; without one it is a stranger to every object. */
  readonly tenant?: string;
  /** Makes its access token, asked before each request; see `createTokenIssuer`. */
  readonly token?: () => MaybePromise<string>;
  /** Further headers of its requests: other credentials, or an address of its own behind a trusted proxy. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An object that exists before each request. */
export interface MatrixObject {
  readonly id: string;
  /** Who belongs to another tenant, or to none, must not get at it. */
  readonly tenant: string;
  /** Name of the identity whose own it is. */
  readonly owner?: string;
}

/** What a route is called with beside its objects. */
export interface MatrixRequest {
  /** Values of path parameters that name no object. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A body that is valid, so that what answers is not only its validation. @defaultValue `{}` */
  readonly body?: unknown;
  /** Types of the objects that the request names where no declaration tells: `{ 'query.order': 'order' }`. */
  readonly objects?: Readonly<Partial<Record<ObjectIdSource, string>>>;
  /** Why the route is not called at all; shown in the matrix. */
  readonly skip?: string;
}

/** Who calls, with which objects. */
export interface AccessMatrixOptions {
  /** By name. Somebody without credentials, `nobody`, is always there. */
  readonly identities: Readonly<Record<string, MatrixIdentity>>;
  /** By type, as `@CanAccess` names it: some of at least two tenants for each type that a route demands. */
  readonly objects?: Readonly<Record<string, readonly MatrixObject[]>>;
  /** By route: `{ 'POST /v2/orders': { body: { … } } }`. */
  readonly requests?: Readonly<Record<string, MatrixRequest>>;
  /** Values of path parameters that name no object, on every route. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Makes everything as it was, called after each request that may have changed something. */
  readonly reset?: () => MaybePromise<void>;
  /** How long one request may take. @defaultValue 10,000 */
  readonly timeoutMs?: number;
}
