import type { RouteFacts } from '../../kernel/route-facts.js';
import type { Components, Schema } from './open-api.js';

/** Where `@ApiExtraModels` keeps what it is given; the package does not export the name. */
const API_EXTRA_MODELS = 'swagger/apiExtraModels';

const SCHEMA_REFERENCE = /"#\/components\/schemas\/([^"/]+)"/g;

/** A document, or enough of one. */
interface Document {
  readonly components: Components;
  readonly [member: string]: unknown;
}

/** The classes that the application wants described although no operation refers to them. */
export function namesOfExtraModels(
  described: readonly RouteFacts[],
  extraModels: readonly { readonly name: string }[],
): readonly string[] {
  const ofRoutes = described.flatMap(({ route }) =>
    [route.handler, route.controller].flatMap(
      (holder) => (Reflect.getMetadata(API_EXTRA_MODELS, holder) ?? []) as typeof extraModels,
    ),
  );
  return [...extraModels, ...ofRoutes].map(({ name }) => name);
}

/**
 * The document without schemas that nothing in it refers to: classes of routes that are left out of it (`@ApiExcludeEndpoint`,
 * another version) are nobody's business.
 *
 * @param kept - names of schemas that stay in any case, with what they refer to
 */
export function withoutUnused<Described extends Document>(
  document: Described,
  kept: readonly string[],
): Described {
  const { components } = document;
  const { schemas = {}, ...others } = components;
  const used = new Set<string>([...kept, ...referencesIn({ ...document, components: others })]);
  // What is added while it is gone through is gone through, too.
  for (const name of used) for (const other of referencesIn(schemas[name])) used.add(other);
  const left = Object.entries(schemas).filter(([name]) => used.has(name));
  return { ...document, components: { ...components, schemas: Object.fromEntries(left) } };
}

function referencesIn(part: Document | Schema | undefined): readonly string[] {
  if (part === undefined) return [];
  return [...JSON.stringify(part).matchAll(SCHEMA_REFERENCE)].map(([, name = '']) => name);
}
