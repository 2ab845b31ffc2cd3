/** A class, as decorators and dependency injection see it. */
export type Constructor<T = unknown> = abstract new (...args: never[]) => T;

/** One kind of declaration on a route, such as its scopes. */
export class DeclarationKey<T> {
  /** Only for the type of the values. */
  declare readonly valueType: T;
  readonly symbol: symbol;

  constructor(readonly name: string) {
    this.symbol = Symbol(`zero-trust:${name}`);
  }
}

/** A decorator for controllers and their methods; what stands on the method adds to what stands on the class. */
export type DeclarationDecorator = ClassDecorator & MethodDecorator;

/** Makes the decorator that declares `value` under `key`. */
export function declares<T>(key: DeclarationKey<T>, value: T): DeclarationDecorator {
  return (target: object, _property?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const holder = (descriptor?.value as object | undefined) ?? target;
    // Decorators run from the bottom up: the one written first comes first.
    Reflect.defineMetadata(key.symbol, [value, ...declaredOn(holder, key)], holder);
  };
}

/** What stands on exactly this class or method. */
export function declaredOn<T>(holder: object, key: DeclarationKey<T>): readonly T[] {
  return (Reflect.getOwnMetadata(key.symbol, holder) as readonly T[] | undefined) ?? [];
}

/** A parameter of a handler that Nest fills from the request. */
export interface HandlerParameter {
  readonly source: 'body' | 'query' | 'param' | 'headers';
  /** `@Body('name')`: the property that is picked; `undefined` for the whole. */
  readonly property: string | undefined;
  /** The parameter's class, from its emitted type. */
  readonly type: Constructor | undefined;
}

/** One place where a handler answers. */
export interface RouteMount {
  readonly path: string;
  /** The version that it answers there; `undefined` where it answers any, or versions are not told apart. */
  readonly version: string | undefined;
  /** The path as it would be without a version: what the versions of one route have in common. */
  readonly unversionedPath: string;
}

/** A handler and everything declared on it, read once at boot. */
export interface RouteDeclaration {
  /** `OrdersController.findOne`. */
  readonly name: string;
  /** Upper-case method; `ALL` for `@All`. */
  readonly method: string;
  /** Every path that it answers on, versions and prefixes included: `/v2/orders/:id`. */
  readonly paths: readonly string[];
  /** The same, one by one for each version. */
  readonly mounts: readonly RouteMount[];
  readonly controller: Constructor;
  readonly handler: (...args: never[]) => unknown;
  readonly parameters: readonly HandlerParameter[];
  /** Names of the path parameters. */
  readonly pathParameters: readonly string[];
  /** Every value declared under `key`: base classes first, then the class, then the method. */
  declared<T>(key: DeclarationKey<T>): readonly T[];
  /** Metadata of other libraries: the method's, or else the class's. */
  foreign(key: string): unknown;
}
