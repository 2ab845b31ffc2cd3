import type { Constructor, RouteDeclaration } from '../../kernel/route-declaration.js';
import type { Parameter, Schema } from './open-api.js';
import { propertyRules } from './schemas/property-rules.js';
import type { ClassSchemas } from './schemas/class-schemas.js';

/** The class with rules that a whole part of a request is validated by; `undefined` if none is. */
export function validatedClassOf(
  { parameters }: RouteDeclaration,
  part: 'body' | 'query' | 'param',
): Constructor | undefined {
  const whole = parameters.find(({ source, property }) => source === part && property === undefined);
  const type = whole?.type;
  return type !== undefined && propertyRules(type).size > 0 ? type : undefined;
}

/** The parameters of a route, with what its classes demand of them; what the application states of them adds to it. */
export function parametersOf(
  route: RouteDeclaration,
  stated: readonly Parameter[],
  { path, schemas }: { readonly path: string; readonly schemas: ClassSchemas },
): readonly Parameter[] {
  const own = [...pathParameters(route, { path, schemas }), ...queryParameters(route, schemas)];
  const named = (one: Parameter) => (other: Parameter) => one.in === other.in && one.name === other.name;
  const wholes = wholeClasses(route);
  const others = stated.filter((one) => !own.some(named(one)) && !wholes.includes(one.in));
  return [...own.map((one) => merge(one, stated.find(named(one)))), ...others];
}

function pathParameters(
  route: RouteDeclaration,
  { path, schemas }: { readonly path: string; readonly schemas: ClassSchemas },
): readonly Parameter[] {
  const properties = propertiesOf(validatedClassOf(route, 'param'), schemas);
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: properties[name] ?? { type: 'string' },
  }));
}

function queryParameters(route: RouteDeclaration, schemas: ClassSchemas): readonly Parameter[] {
  const type = validatedClassOf(route, 'query');
  const required = type === undefined ? [] : ((schemas.inline(type)['required'] ?? []) as readonly string[]);
  return Object.entries(propertiesOf(type, schemas)).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function propertiesOf(
  type: Constructor | undefined,
  schemas: ClassSchemas,
): Readonly<Record<string, Schema>> {
  if (type === undefined) return {};
  return schemas.inline(type)['properties'] as Readonly<Record<string, Schema>>;
}

/** Parts of which a class says everything: no other parameter is accepted there. */
function wholeClasses(route: RouteDeclaration): readonly string[] {
  return validatedClassOf(route, 'query') === undefined ? ['path'] : ['path', 'query'];
}

function merge(own: Parameter, stated: Parameter | undefined): Parameter {
  if (stated === undefined) return own;
  const schema = { ...stated.schema, ...own.schema };
  return { ...stated, ...own, schema };
}
