/** Something that the adapter serves and no handler of Nest's stands behind. */
export interface ForeignRoute {
  /** Upper-case; `ALL` for any. */
  readonly method: string;
  readonly path: string;
  /** Middleware, which is asked for everything below its path and may pass it on. */
  readonly isMount: boolean;
  /** Asked before Nest's handlers, so that it answers in the place of every one that its pattern meets. */
  readonly isFirst: boolean;
}

/** A handler of Nest's as the adapter knows it. */
export interface NestRoute {
  readonly method: string;
  readonly path: string;
  /** `OrdersController.findOne`. */
  readonly name: string;
  /** Whether it answers only some requests for its path, such as those for a version. */
  readonly isConstrained: boolean;
}

/** A path without the names of its parameters: what decides which requests it is for. */
export function withoutNames(path: string): string {
  return path.replace(/:(?:\w+|"[^"]*")/g, ':').replace(/\*\w*/g, '*');
}
