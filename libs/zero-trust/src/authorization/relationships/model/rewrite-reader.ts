import type { RelationDefinition, Rewrite, TypeRestriction } from './authorization-model.js';
import { isGiven, isRecord, type JsonRecord } from './json-record.js';
import { MODEL_LIMITS } from './model-limits.js';
import type { ReadingContext } from './read-model.js';

/** One relation whose rewrite is read. */
export interface RelationPlace {
  readonly type: string;
  readonly name: string;
  /** Its JSON metadata, which holds the type restrictions. */
  readonly metadata: unknown;
}

const NOTHING: Rewrite = { kind: 'union', children: [] };

type RewriteKind = 'this' | 'computedUserset' | 'tupleToUserset' | 'union' | 'intersection' | 'difference';

/** Turns the JSON form of one relation into a typed rewrite, noting whatever is malformed. */
export class RewriteReader {
  readonly #readers: Readonly<Record<RewriteKind, (json: unknown, depth: number) => Rewrite>> = {
    this: () => ({ kind: 'direct', restrictions: this.#restrictions }),
    computedUserset: (json) => ({ kind: 'computed', relation: relationOf(json) }),
    tupleToUserset: (json) => readTupleToUserset(json),
    union: (json, depth) => ({ kind: 'union', children: this.#readChildren(json, depth) }),
    intersection: (json, depth) => ({ kind: 'intersection', children: this.#readChildren(json, depth) }),
    difference: (json, depth) => this.#readDifference(json, depth),
  };
  readonly #restrictions: readonly TypeRestriction[];
  #isDirect = false;
  #operands = 0;

  constructor(
    private readonly place: RelationPlace,
    private readonly context: ReadingContext,
  ) {
    this.#restrictions = this.#readRestrictions();
  }

  read(json: unknown): RelationDefinition {
    const { type, name } = this.place;
    const rewrite = this.#readRewrite(json, 0);
    if (!this.#isDirect && this.#restrictions.length > 0) {
      this.#note('has type restrictions, and no tuple can give it; leave them out or start with [..]');
    }
    return { type, name, rewrite };
  }

  #readRewrite(json: unknown, depth: number): Rewrite {
    if (depth > MODEL_LIMITS.nesting) return this.#refuse(`is nested deeper than ${MODEL_LIMITS.nesting}`);
    this.#operands += 1;
    // Parsed JSON can hold one object in many places, so that its size says nothing.
    if (this.#operands > MODEL_LIMITS.operands)
      return this.#refuse(`joins more than ${MODEL_LIMITS.operands} operands`);
    const members = isRecord(json) ? Object.entries(json).filter(([, value]) => isGiven(value)) : [];
    const [[kind, value] = ['']] = members;
    if (members.length !== 1 || !this.#isKind(kind))
      return this.#refuse('has a rewrite that is none of OpenFGA');
    if (kind === 'this') this.#isDirect = true;
    return this.#readers[kind](value, depth);
  }

  #isKind(kind: string): kind is RewriteKind {
    return Object.hasOwn(this.#readers, kind);
  }

  #readChildren(json: unknown, depth: number): readonly Rewrite[] {
    const children: unknown = isRecord(json) ? json['child'] : undefined;
    if (!Array.isArray(children) || children.length < 2) {
      this.#note('has a group of fewer than two');
      return [];
    }
    return children.map((child: unknown) => this.#readRewrite(child, depth + 1));
  }

  #readDifference(json: unknown, depth: number): Rewrite {
    const { base, subtract } = isRecord(json) ? json : {};
    return {
      kind: 'difference',
      base: this.#readRewrite(base, depth + 1),
      subtract: this.#readRewrite(subtract, depth + 1),
    };
  }

  #readRestrictions(): readonly TypeRestriction[] {
    const { metadata } = this.place;
    const list = isRecord(metadata) ? metadata['directly_related_user_types'] : undefined;
    if (!Array.isArray(list)) return [];
    return list.map((restriction: unknown) =>
      this.#readRestriction(isRecord(restriction) ? restriction : {}),
    );
  }

  #readRestriction(json: JsonRecord): TypeRestriction {
    const relation = this.#readName(json, 'relation');
    const condition = this.#readName(json, 'condition');
    const isWildcard = isGiven(json['wildcard']) && json['wildcard'] !== false;
    if (isWildcard && relation !== undefined)
      this.#note('has a type restriction with a wildcard and a relation');
    return {
      type: this.#readName(json, 'type') ?? '',
      ...(relation !== undefined && { relation }),
      ...(isWildcard && { wildcard: true }),
      ...(condition !== undefined && { condition }),
    };
  }

  #readName(json: JsonRecord, member: string): string | undefined {
    const value = json[member];
    if (!isGiven(value)) return undefined;
    if (typeof value === 'string') return value;
    // Passed over, a condition would turn into none.
    this.#note(`has a type restriction whose "${member}" is no text`);
    return undefined;
  }

  #refuse(what: string): Rewrite {
    this.#note(what);
    return NOTHING;
  }

  #note(what: string): void {
    const { type, name } = this.place;
    const { problems, source } = this.context;
    problems.add(`relation "${name}" of type "${type}" ${what}`, source.locate(type, name));
  }
}

function readTupleToUserset(json: unknown): Rewrite {
  const { tupleset, computedUserset } = isRecord(json) ? json : {};
  return { kind: 'tuple_to_userset', tupleset: relationOf(tupleset), computed: relationOf(computedUserset) };
}

function relationOf(json: unknown): string {
  return isRecord(json) && typeof json['relation'] === 'string' ? json['relation'] : '';
}
