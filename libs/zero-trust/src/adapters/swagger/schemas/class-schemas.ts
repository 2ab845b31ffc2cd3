import type { RouteCatalogue } from '../../../kernel/route-catalogue.port.js';
import type { Constructor } from '../../../kernel/route-declaration.js';
import { refTo, type Schema } from '../open-api.js';
import { mergeSchemas } from './merge-schemas.js';
import { returnedClass } from './returned-class.js';
import { validatedClass } from './validated-class.js';

type Direction = 'sent' | 'returned';

interface Entry {
  readonly name: string;
  readonly type: Constructor;
  readonly direction: Direction;
  schema: Schema;
}

/**
 * The schemas of all classes that routes take and return, each once, under the name of its class. A class that is both sent
 * and returned has two: what is demanded of one is not promised of the other.
 */
export class ClassSchemas {
  readonly #entries = new Map<Direction, Map<Constructor, Entry>>([
    ['sent', new Map()],
    ['returned', new Map()],
  ]);
  readonly #names = new Set<string>(['Problem', 'InputProblem']);

  constructor(private readonly catalogue: RouteCatalogue) {}

  /** A reference to what is sent as a class. */
  sent(type: Constructor): Schema {
    return this.#refer(type, 'sent');
  }

  /** A reference to what is returned as a class. */
  returned(type: Constructor): Schema {
    return this.#refer(type, 'returned');
  }

  /** The schema of what is sent as a class, itself. */
  inline(type: Constructor): Schema {
    return this.#schemaOf(type, 'sent');
  }

  /** Every class that was referred to. */
  classes(): readonly Constructor[] {
    return [...new Set(this.#all().map(({ type }) => type))];
  }

  /** All schemas by name. What the application says of a class itself, by `@ApiProperty` or the plugin, adds to them. */
  components(stated: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
    const merged = this.#all().map(({ name, type, schema, direction }) => {
      const isOnlyOne = this.classes().filter((other) => other.name === type.name).length === 1;
      const own = isOnlyOne ? stated[type.name] : undefined;
      return [name, own === undefined ? schema : mergeSchemas(schema, own, direction)] as const;
    });
    return Object.fromEntries(merged);
  }

  #all(): readonly Entry[] {
    return [...this.#entries.values()].flatMap((entries) => [...entries.values()]);
  }

  #refer(type: Constructor, direction: Direction): Schema {
    const entries = this.#entries.get(direction) as Map<Constructor, Entry>;
    const known = entries.get(type);
    if (known !== undefined) return refTo('schemas', known.name);
    const name = this.#nameFor(type, direction);
    const entry: Entry = { name, type, direction, schema: {} };
    // Known before it is read: a class may hold itself.
    entries.set(type, entry);
    entry.schema = this.#schemaOf(type, direction);
    return refTo('schemas', name);
  }

  #nameFor({ name }: Constructor, direction: Direction): string {
    const plain = name === '' ? 'Anonymous' : name.replaceAll(/[^\w.-]/g, '_');
    const candidates = [plain, direction === 'returned' ? `${plain}Answer` : `${plain}Body`];
    const free = candidates.find((candidate) => !this.#names.has(candidate)) ?? `${plain}${this.#names.size}`;
    this.#names.add(free);
    return free;
  }

  #schemaOf(type: Constructor, direction: Direction): Schema {
    const fields = this.catalogue.fieldsOf(type);
    const represents = this.catalogue.representedBy(type);
    return direction === 'sent'
      ? validatedClass(type, { fields, refTo: (nested) => this.sent(nested) })
      : returnedClass(type, { fields, represents, refTo: (nested) => this.returned(nested) });
  }
}
