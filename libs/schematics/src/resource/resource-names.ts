import pluralize from 'pluralize';
import { nameOf } from '../shared/names.js';
import { refuse } from '../shared/refusal.js';

/** How a resource is spelled everywhere. */
export interface ResourceNames {
  /** `order-item`: files. */
  readonly kebab: string;
  /** `orderItem`: variables. */
  readonly camel: string;
  /** `OrderItem`: classes. */
  readonly pascal: string;
  /** `order_item`: the type in the relationship model. */
  readonly type: string;
  /** `order-items`: files, routes and scopes. */
  readonly plural: string;
  /** `OrderItems`: classes. */
  readonly pluralPascal: string;
  /** `order item`, in sentences. */
  readonly word: string;
  /** `order items` */
  readonly words: string;
  /** `an order item` */
  readonly one: string;
  /** `An order item` */
  readonly One: string;
}

// What the generated files call other things: classes that they import beside it, and variables.
const TAKEN = new Set(
  (
    'access-policy accessible body can-access change changed conflict-exception controller current-principal delete get http-code ' +
    'injectable loads-resource map owner patch policy policy-input post principal promise resource resource-loader tuple'
  ).split(' '),
);

/**
 * Reads the name of a resource, singular or plural.
 *
 * @throws {SchematicsException} for what is no identifier, a reserved word, or what the generated files use otherwise
 */
export function resourceNames(written: string): ResourceNames {
  const name = nameOf(singularOf(nameOf(written, 'resource').kebab), 'resource');
  if (TAKEN.has(name.kebab)) {
    refuse(
      `'${written}' cannot name a resource: the generated files have something else of this name.`,
      `Choose another name, such as '${name.kebab}-item'.`,
    );
  }
  const plural = nameOf(pluralize.plural(name.kebab), 'resource');
  const [word, words] = [name, plural].map(({ kebab }) => kebab.replaceAll('-', ' ')) as [string, string];
  const one = `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
  const { kebab, camel, pascal, snake } = name;
  const spellings = { kebab, camel, pascal, type: snake, plural: plural.kebab, pluralPascal: plural.pascal };
  return { ...spellings, word, words, one, One: `A${one.slice(1)}` };
}

// `address` and `status` end in an s and are none the less singular.
function singularOf(kebab: string): string {
  return pluralize.isSingular(kebab) ? kebab : pluralize.singular(kebab);
}
