import type { INestApplication } from '@nestjs/common';
import { SwaggerModule, type OpenAPIObject, type SwaggerDocumentOptions } from '@nestjs/swagger';
import { RouteCatalogue } from '../../kernel/route-catalogue.port.js';
import type { Constructor } from '../../kernel/route-declaration.js';
import type { RouteFacts } from '../../kernel/route-facts.js';
import { DocumentPaths } from './document-paths.js';
import type { Components, Schema } from './open-api.js';
import { OperationNames } from './operation-names.js';
import { namesOfExtraModels, withoutUnused } from './used-schemas.js';
import { problemComponents } from './problem-components.js';
import { ClassSchemas } from './schemas/class-schemas.js';
import { securitySchemes } from './security.js';

/** Options of `SwaggerModule.createDocument`, and which version the document is of. */
export interface ZeroTrustDocumentOptions extends SwaggerDocumentOptions {
  /**
   * Describes only routes of this version, and those that answer any. Where versions are told apart by a header, a media type or
   * in another way than by the path, a document has room for one.
   *
   * @defaultValue every version; of several at one path, the newest
   */
  readonly version?: string;
  /**
   * Whether issuers stand in it as OpenID Connect providers, with the addresses of their metadata. Swagger UI loads these at
   * once, which the content security policy of a page must allow.
   *
   * @defaultValue true
   */
  readonly discovery?: boolean;
}

/** The dialect of every schema here. */
const OPENAPI_VERSION = '3.1.0';

/**
 * The OpenAPI document of an application, as `SwaggerModule.createDocument` makes it, with what the compiled plan of each route
 * says: who may call, on which objects, what is validated and returned, every denial, limits and lifetimes. Documents of OpenAPI
 * 3.0 become 3.1, which knows client certificates.
 *
 * @throws Error if the application has not been initialized: before that there are no plans
 *
 * @example
 * const config = new DocumentBuilder().setTitle('Orders').setVersion('2').build();
 * SwaggerModule.setup('docs', app, () => zeroTrustDocument(app, config), { raw: ['json'] });
 */
export function zeroTrustDocument(
  app: INestApplication,
  config: Omit<OpenAPIObject, 'paths'>,
  { version, discovery = true, ...options }: ZeroTrustDocumentOptions = {},
): OpenAPIObject {
  const catalogue = app.get<RouteCatalogue>(RouteCatalogue, { strict: false });
  const routes = catalogue.routes();
  if (routes.length === 0) throw new Error(NOT_INITIALIZED);
  const names = new OperationNames(options.operationIdFactory);
  const schemas = new ClassSchemas(catalogue);
  const credentials = { ...catalogue.credentials(), discovery };
  const paths = new DocumentPaths({ routes, version, names, credentials, schemas });
  for (const type of routes.flatMap(returnedClasses)) schemas.returned(type);
  // So that @nestjs/swagger looks at them, too: what the application states of their properties is taken over.
  const extraModels = [...(options.extraModels ?? []), ...(schemas.classes() as (new () => unknown)[])];
  const document = SwaggerModule.createDocument(app, raised(config), {
    ...options,
    extraModels,
    operationIdFactory: names.factory,
  });
  const described = paths.describe(document.paths);
  const stated = (document.components ?? {}) as Components;
  const components = joined([
    stated,
    { schemas: schemas.components(stated.schemas ?? {}) },
    problemComponents(paths.described),
    // What the application says of a scheme, such as where to sign in, holds.
    { securitySchemes: { ...securitySchemes(credentials), ...stated.securitySchemes } },
  ]);
  const kept = [
    ...Object.keys(config.components?.schemas ?? {}),
    ...namesOfExtraModels(paths.described, options.extraModels ?? []),
  ];
  return withoutUnused({ ...document, paths: described, components }, kept) as unknown as OpenAPIObject;
}

/** OpenAPI 3.0 does not know client certificates. */
function raised(config: Omit<OpenAPIObject, 'paths'>): Omit<OpenAPIObject, 'paths'> {
  return config.openapi.startsWith('3.0.') ? { ...config, openapi: OPENAPI_VERSION } : config;
}

const NOT_INITIALIZED =
  'zeroTrustDocument() was called before the application was initialized, so that no route is compiled yet. Call it after ' +
  "`await app.init()`, or give SwaggerModule.setup a function: SwaggerModule.setup('docs', app, () => zeroTrustDocument(app, config)).";

function returnedClasses({ returned }: RouteFacts): readonly Constructor[] {
  return [returned?.shape ?? []].flat();
}

/** Of components of one name the last one's holds. */
function joined(all: readonly Components[]): Components {
  const kinds = [...new Set(all.flatMap((components) => Object.keys(components)))];
  return Object.fromEntries(
    kinds.map((kind) => [kind, Object.assign({}, ...all.map((components) => components[kind])) as Schema]),
  );
}
