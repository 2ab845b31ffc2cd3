import type { RouteFacts } from '../../kernel/route-facts.js';
import { answersOf } from './answers.js';
import { extensionsOf } from './extensions.js';
import type { Operation } from './open-api.js';
import { parametersOf, validatedClassOf } from './parameters.js';
import { securityOf, type DocumentedCredentials } from './security.js';
import type { ClassSchemas } from './schemas/class-schemas.js';

/** Where an operation stands, and what all of them share. */
export interface OperationContext {
  /** As OpenAPI writes it. */
  readonly path: string;
  /** Lower-case. */
  readonly method: string;
  readonly credentials: DocumentedCredentials;
  readonly schemas: ClassSchemas;
}

/**
 * An operation with everything that the plan of its route says. Who may call is the plan's word alone; elsewhere what the
 * application states (`@ApiOperation`, `@ApiBody`, `@ApiResponse`) stays, and is added to.
 */
export function describeOperation(
  route: RouteFacts,
  stated: Operation,
  context: OperationContext,
): Operation {
  const { credentials, schemas } = context;
  const requestBody = bodyOf(route, stated, schemas);
  const parameters = parametersOf(route.route, stated.parameters ?? [], context);
  const { requestBody: _body, ...rest } = stated;
  return {
    ...rest,
    ...(route.lifetime !== undefined && { deprecated: true }),
    parameters,
    ...(requestBody !== undefined && { requestBody }),
    responses: answersOf(route, stated.responses ?? {}, context),
    security: securityOf(route, credentials),
    ...extensionsOf(route),
  };
}

function bodyOf(
  { route, consumes }: RouteFacts,
  { requestBody: stated }: Operation,
  schemas: ClassSchemas,
): Operation['requestBody'] {
  const type = validatedClassOf(route, 'body');
  if (type === undefined || isStated(stated, type.name)) return stated;
  const required = 'required' in schemas.inline(type);
  const media = { schema: schemas.sent(type) };
  const mediaTypes = consumes.length === 0 ? ['application/json'] : consumes;
  return {
    ...(stated?.['description'] !== undefined && { description: stated['description'] }),
    required,
    content: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, media])),
  };
}

/** By `@ApiBody`: without it, the document refers to the class. */
function isStated(body: Operation['requestBody'], className: string): boolean {
  const contents = Object.values((body?.['content'] ?? {}) as Record<string, { schema?: { $ref?: string } }>);
  return contents.some(({ schema }) => schema?.$ref !== `#/components/schemas/${className}`);
}
