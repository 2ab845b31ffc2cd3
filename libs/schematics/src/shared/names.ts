import { strings } from '@angular-devkit/schematics';
import { refuse } from './refusal.js';

/** The spellings of one name. */
export interface Name {
  /** `order-item`: files and routes. */
  readonly kebab: string;
  /** `order_item`: types of the relationship model. */
  readonly snake: string;
  /** `orderItem`: variables. */
  readonly camel: string;
  /** `OrderItem`: classes. */
  readonly pascal: string;
}

// Words that cannot name a class's variable, or that objects carry by themselves.
const RESERVED = new Set(
  (
    'abstract any arguments as async await boolean break case catch class const constructor continue debugger declare default delete ' +
    'do else enum eval export extends false finally for from function get if implements import in infer instanceof interface is keyof ' +
    'let module namespace never new null number object of package private protected prototype public readonly require return self set ' +
    'static string super switch symbol this throw true try type typeof undefined unknown var void while with yield'
  ).split(' '),
);

/**
 * Reads a name as the user wrote it: `order`, `order-item`, `OrderItem`, `order_item`.
 *
 * @throws {SchematicsException} for what is no identifier, or a reserved word
 */
export const nameOf = (written: string, of: string): Name => {
  const text = written.trim();
  const kebab = strings.dasherize(text);
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(kebab) || kebab.length > 50) {
    refuse(
      `'${text}' cannot name a ${of}.`,
      "Use letters, digits and dashes, beginning with a letter: 'order', 'order-item'.",
    );
  }
  if (RESERVED.has(kebab) || RESERVED.has(strings.camelize(kebab))) {
    refuse(
      `'${text}' cannot name a ${of}: the word is reserved.`,
      `Choose another name, such as '${kebab}-item'.`,
    );
  }
  return {
    kebab,
    snake: kebab.replaceAll('-', '_'),
    camel: strings.camelize(kebab),
    pascal: strings.classify(kebab),
  };
};
