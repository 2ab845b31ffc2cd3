import type { AuthorizationModel } from '../../authorization/relationships/model/authorization-model.js';
import { quote, RelationshipError } from '../../authorization/relationships/relationship-error.js';

/** SpiceDB's own limit. */
const MAX_NAME_LENGTH = 64;

/** Three letters or more, as SpiceDB demands, and nothing that an escaped name or a suffix could look like. */
const PLAIN = /^(?!zt_)[a-z][a-z0-9_]*[a-z0-9]$/u;
const MIN_NAME_LENGTH = 3;
const TUPLE_SUFFIX = '_tuple';

/** Words of SpiceDB's schema language; escaped, so that they stay names. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'definition caveat relation permission nil use with and or not all any self from import partial expiration deprecated typechecking'.split(
    ' ',
  ),
);

/**
 * The name in SpiceDB of a type, relation or condition of the model. Most are taken as they are; what SpiceDB does not
 * accept (short names, capitals, hyphens, other scripts) is written `zt_…_z` with each such character as its code.
 * Different names give different ones.
 *
 * @throws {RelationshipError} `invalid_model` when the name becomes too long
 */
export function schemaName(name: string): string {
  const written = isPlain(name) ? name : `zt_${Array.from(name, escape).join('')}_z`;
  if (written.length + TUPLE_SUFFIX.length <= MAX_NAME_LENGTH) return written;
  const problem = `becomes ${written.length} characters long in a SpiceDB schema; choose a shorter one in lower case`;
  throw new RelationshipError('invalid_model', `spicedb(): the name ${quote(name)} ${problem}`);
}

/**
 * The relation in SpiceDB that holds the tuples of a relation of the model. It is another one than the permission that
 * is asked for, so that `define viewer: [user]` can become `[user] or editor` without touching what is stored.
 */
export function tupleRelation(relation: string): string {
  return `${schemaName(relation)}${TUPLE_SUFFIX}`;
}

function isPlain(name: string): boolean {
  return (
    name.length >= MIN_NAME_LENGTH && PLAIN.test(name) && !name.endsWith(TUPLE_SUFFIX) && !KEYWORDS.has(name)
  );
}

function escape(character: string): string {
  if (/[a-z0-9]/u.test(character)) return character;
  return `_${(character.codePointAt(0) ?? 0).toString(16)}_`;
}

/** The names of a model in both directions. */
export class SchemaNames {
  readonly #types: ReadonlyMap<string, string>;
  readonly #relations: ReadonlyMap<string, string>;
  readonly #tupleRelations: ReadonlyMap<string, string>;
  readonly #conditions: ReadonlyMap<string, string>;

  /** @throws {RelationshipError} `invalid_model` when a name becomes too long */
  constructor(model: AuthorizationModel) {
    const relations = [...new Set(Array.from(model.relations(), ({ name }) => name))];
    this.#types = reverse(model.types, schemaName);
    this.#relations = reverse(relations, schemaName);
    this.#tupleRelations = reverse(relations, tupleRelation);
    this.#conditions = reverse([...model.conditions.keys()], schemaName);
  }

  /** The type of the model that a definition stands for; `undefined` for one of somebody else. */
  type(definition: string): string | undefined {
    return this.#types.get(definition);
  }

  /** The relation of the model that a permission stands for. */
  relation(permission: string): string | undefined {
    return this.#relations.get(permission);
  }

  /** The relation of the model whose tuples a relation holds. */
  tupleRelation(relation: string): string | undefined {
    return this.#tupleRelations.get(relation);
  }

  /** The condition of the model that a caveat stands for. */
  condition(caveat: string): string | undefined {
    return this.#conditions.get(caveat);
  }
}

function reverse(names: readonly string[], write: (name: string) => string): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [write(name), name]));
}
