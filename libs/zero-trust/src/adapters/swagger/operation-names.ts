import type { SwaggerDocumentOptions } from '@nestjs/swagger';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { PlacedRoute } from './match-routes.js';
import type { Operation } from './open-api.js';

type NameFactory = NonNullable<SwaggerDocumentOptions['operationIdFactory']>;

/** Gives operations their names, and remembers of which handler each is. */
export class OperationNames {
  /** For `SwaggerModule.createDocument`. */
  readonly factory: NameFactory;
  readonly #handlers = new Map<string, string>();

  constructor(private readonly nameOf: NameFactory = defaultName) {
    this.factory = (controller, method, version) => {
      const name = this.nameOf(controller, method, version);
      // A handler of several paths is called `find[0]`, `find[1]`.
      this.#handlers.set(name, `${controller}.${method.replace(/\[\d+\]$/, '')}`);
      return name;
    };
  }

  /** Whether the document took an operation from this route: of several versions at one path it keeps only one. */
  isOf({ operationId = '' }: Operation, { name, method }: RouteDeclaration): boolean {
    // A handler of every method has the method behind its name.
    const own = method === 'ALL' ? operationId.replace(/_[a-z]+$/, '') : operationId;
    const handler = this.#handlers.get(own);
    return handler === undefined || handler === name;
  }

  /** What the application states of a route that the document did not keep. */
  bare({ facts: { route }, mount }: PlacedRoute): Operation {
    const [controller = '', method = ''] = route.name.split('.');
    const { summary, description } = (route.foreign(API_OPERATION) ?? {}) as Readonly<
      Record<string, unknown>
    >;
    return {
      operationId: this.nameOf(controller, method, mount.version),
      ...(summary !== undefined && summary !== '' && { summary }),
      ...(description !== undefined && { description }),
      tags: route.foreign(API_TAGS) ?? [controller.replace(/Controller$/, '')],
    };
  }
}

/** Where `@ApiOperation` and `@ApiTags` keep what they are given; the package does not export the names. */
const API_OPERATION = 'swagger/apiOperation';
const API_TAGS = 'swagger/apiUseTags';

/** As `@nestjs/swagger` names them. */
const defaultName: NameFactory = (controller, method, version) =>
  [controller, method, version].filter((part) => part !== undefined && part !== '').join('_');
