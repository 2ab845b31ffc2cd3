import { isDeepStrictEqual } from 'node:util';
import type { Constructor } from '../../kernel/route-declaration.js';
import type { CompiledRule } from './compiled-fields.js';
import { instantiate, isDtoClass, itemsOf, readDtoProperties } from './dto-shape.js';
import { fieldRulesOf } from './field-declarations.js';
import type { FieldRule } from './field-rule.js';

/** What of one input class may not be set by everybody. */
export interface WritableClass {
  readonly rules: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly nested: ReadonlyMap<string, Constructor>;
  /** What an instance holds of which nothing was sent. */
  readonly defaults: object;
}

/** A guarded field that a body sets. */
export interface SentField {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly rules: readonly CompiledRule[];
}

/** Compiles one rule of a field; `undefined` if it cannot be, which has been reported. */
export type CompileRule = (rule: FieldRule, where: string) => CompiledRule | undefined;

/** The guarded fields of a body's class and of the classes within it. */
export class WritableFields {
  readonly #classes = new Map<Constructor, WritableClass>();

  constructor(
    private readonly type: Constructor,
    private readonly compile: CompileRule,
  ) {
    this.#add(type);
  }

  /** Whether there is any guarded field at all. */
  get isEmpty(): boolean {
    return [...this.#classes.values()].every(({ rules }) => rules.size === 0);
  }

  /** Every class with its guarded fields. */
  get classes(): ReadonlyMap<Constructor, WritableClass> {
    return this.#classes;
  }

  /**
   * The guarded fields that a request sets. Both are looked at: the body as it came, so that a field with `undefined` or `null`
   * counts, and the instance that was made of it, so that no other name in the body leads to the field unseen.
   */
  sentIn(received: unknown, instance: unknown): readonly SentField[] {
    const sent = new Map<string, SentField>();
    const note = (field: SentField): void => void sent.set(field.pointer, field);
    this.#walkReceived(received, { type: this.type, pointer: '', note });
    this.#walkInstance(instance, { pointer: '', note, seen: new Set() });
    return [...sent.values()];
  }

  #add(type: Constructor): void {
    if (this.#classes.has(type)) return;
    const rules = new Map<string, readonly CompiledRule[]>();
    const nested = new Map<string, Constructor>();
    this.#classes.set(type, { rules, nested, defaults: instantiate(type) });
    for (const [name, declared] of fieldRulesOf(type, 'writable')) {
      rules.set(
        name,
        declared.flatMap((rule) => this.compile(rule, `${type.name}.${name}`) ?? []),
      );
    }
    for (const { name, nested: within } of readDtoProperties(type)) {
      if (within === undefined) continue;
      nested.set(name, within);
      this.#add(within);
    }
  }

  #walkReceived(value: unknown, { type, pointer, note }: ReceivedPlace): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        this.#walkReceived(item, { type, pointer: `${pointer}/${index}`, note });
      }
    } else if (typeof value === 'object' && value !== null) {
      const known = this.#classes.get(type);
      for (const name of Object.keys(value)) {
        const rules = known?.rules.get(name);
        if (rules !== undefined) note({ pointer: join(pointer, name), rules });
        const within = known?.nested.get(name);
        if (within === undefined) continue;
        this.#walkReceived(Reflect.get(value, name), { type: within, pointer: join(pointer, name), note });
      }
    }
  }

  #walkInstance(value: unknown, place: InstancePlace): void {
    if (typeof value !== 'object' || value === null || place.seen.has(value)) return;
    place.seen.add(value);
    const { pointer, note } = place;
    const { rules, defaults } = this.#classOf(value);
    for (const [name, declared] of rules) {
      const isUntouched = isDeepStrictEqual(Reflect.get(value, name), Reflect.get(defaults, name));
      if (!isUntouched) note({ pointer: join(pointer, name), rules: declared });
    }
    const parts = itemsOf(value) ?? (value as Readonly<Record<string, unknown>>);
    for (const [name, part] of Object.entries(parts)) {
      this.#walkInstance(part, { ...place, pointer: join(pointer, name) });
    }
  }

  /** A class that only the body's own data chose was not compiled: nobody may set its guarded fields. */
  #classOf(instance: object): Pick<WritableClass, 'rules' | 'defaults'> {
    const type: unknown = instance.constructor;
    const known = this.#classes.get(type as Constructor);
    if (known !== undefined || !isDtoClass(type)) return known ?? NOTHING_GUARDED;
    const rules = new Map(
      [...fieldRulesOf(type, 'writable').keys()].map((name) => [name, NOBODY_MAY] as const),
    );
    return { rules, defaults: {} };
  }
}

interface Noting {
  readonly pointer: string;
  readonly note: (field: SentField) => void;
}

interface ReceivedPlace extends Noting {
  readonly type: Constructor;
}

interface InstancePlace extends Noting {
  readonly seen: Set<object>;
}

const NOTHING_GUARDED: Pick<WritableClass, 'rules' | 'defaults'> = { rules: new Map(), defaults: {} };

/** A rule that holds for nobody. */
const NOBODY_MAY: readonly CompiledRule[] = [
  {
    ask: 'policy',
    name: 'nobody',
    policy: {
      name: 'nobody',
      evaluate: () => ({ effect: 'deny', reason: 'the class was not known at boot' }),
    },
  },
];

function join(pointer: string, name: string): string {
  return `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
