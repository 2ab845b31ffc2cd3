import { Logger } from '@nestjs/common';
import { AccessedObject } from '../../kernel/accessed-object.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import { isObjectId } from '../access/object-id.js';
import type { ClassPlan, FieldPlan, RepresentedObject } from './compiled-fields.js';
import { FieldMasks, isMasked, pathsBelow } from './field-masks.js';
import { FieldQuestions, type FieldJudges, type FieldQuestion } from './field-questions.js';
import { unfilterable } from './unfilterable.js';

const logger = new Logger('ZeroTrust');

/** Fields that objects without a class were left out of, so that each is told of once. */
const toldOf = new WeakSet<FieldPlan>();

/** A field that waits for its rules; it is absent until they hold. */
interface Pending {
  readonly target: Record<string, unknown>;
  readonly name: string;
  readonly value: unknown;
  readonly questions: readonly FieldQuestion[];
}

/**
 * The object that rules are asked about; `undefined` where they are about the caller alone. Where there should be one and nobody
 * knows which, no rule holds: one that forbids would otherwise see nothing to forbid.
 */
export type Owner = AccessedObject | 'unknown' | undefined;

/** Where in the answer something stands. */
interface Place {
  readonly owner: Owner;
  /** What remains of masks that led here. */
  readonly masks: Paths;
}

type Paths = readonly (readonly string[])[];

const NO_MASKS: Paths = [];

/** Writes one answer anew: of every object only the declared fields, and of these only what the caller may see. */
export class AnswerWriter {
  /** Made for the first guarded field: most answers have none. */
  #questions: FieldQuestions | undefined;
  readonly #masks: FieldMasks | undefined;
  readonly #pending: Pending[] = [];

  constructor(
    private readonly context: RequestContext,
    private readonly judges: FieldJudges,
  ) {
    this.#masks = context.masks === undefined ? undefined : new FieldMasks(context.masks);
  }

  /**
   * What may leave, as plain objects.
   *
   * @throws AccessDeniedError `ZT_ANSWER_UNFILTERED` if something else stands where an object should
   * @throws DependencyUnavailableError if what decides about a field is down
   */
  write(value: unknown, { plan, owner, isList }: WrittenShape): MaybePromise<unknown> {
    const place = { owner, masks: NO_MASKS };
    const json = jsonOf(value, '');
    const written = isList ? this.list(json, plan, place) : this.object(json, plan, place);
    if (this.#questions === undefined) return written;
    return chain(this.#questions.settle(), () => {
      for (const { target, name, value: field, questions } of this.#pending) {
        if (questions.every(({ holds }) => holds)) target[name] = field;
      }
      return written;
    });
  }

  private list(value: unknown, plan: ClassPlan, place: Place): unknown {
    if (!Array.isArray(value))
      throw unfilterable(`the route returns a list of ${plan.name}, the handler none`);
    return value.map((item) => this.object(jsonOf(item, ''), plan, place));
  }

  private object(value: unknown, plan: ClassPlan, { owner, masks }: Place): unknown {
    if (value === null) return null;
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw unfilterable(`the handler returns no ${plan.name} where the route says so`);
    }
    const source = value as Readonly<Record<string, unknown>>;
    const own = plan.represents === undefined ? owner : this.represented(plan.represents, source);
    const paths = this.#masks === undefined ? NO_MASKS : this.#masks.at(masks);
    const target: Record<string, unknown> = {};
    const place = { target, owner: own, paths };
    for (const field of plan.fields) {
      const raw = source[field.name];
      // Most fields are plain, and shown to everybody.
      if (isScalar(raw) && field.rules.length === 0 && paths.length === 0) target[field.name] = raw;
      else if (raw !== undefined) this.field(raw, field, place);
    }
    return target;
  }

  private field(raw: unknown, field: FieldPlan, { target, owner, paths }: FieldPlace): void {
    const { name, rules } = field;
    const masked = paths.length > 0 && isMasked(paths, name);
    const place = { owner, masks: paths.length === 0 ? NO_MASKS : pathsBelow(paths, name) };
    const value = masked ? null : this.value(jsonOf(raw, name), field, place);
    if (rules.length === 0) {
      target[name] = value;
      return;
    }
    // Keeps its place among the fields; JSON leaves it out as long as it is undefined.
    target[name] = undefined;
    if (owner === 'unknown') return;
    const all = (this.#questions ??= new FieldQuestions(this.context, this.judges));
    const questions = rules.map((rule) => all.add(rule, owner));
    this.#pending.push({ target, name, value, questions });
  }

  private value(value: unknown, field: FieldPlan, place: Place): unknown {
    if (typeof value === 'function' || typeof value === 'symbol') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      return value
        .map((item) => this.value(jsonOf(item, field.name), field, place))
        .filter((item) => item !== undefined);
    }
    if (field.nested !== undefined) return this.object(value, field.nested, place);
    tellOnce(field);
    return undefined;
  }

  /** Objects that the request was granted already are not loaded again for their policies. */
  private represented(
    { type, idProperty, loader }: RepresentedObject,
    source: Readonly<Record<string, unknown>>,
  ): Owner {
    const value = source[idProperty];
    const id = typeof value === 'number' ? String(value) : value;
    if (!isObjectId(id)) return 'unknown';
    const ref = `${type}:${id}`;
    const granted = this.context.objects.find((object) => object.ref === ref);
    return granted ?? new AccessedObject(type, id, { loader, timeoutMs: this.judges.timeoutMs });
  }
}

/** What is written, and about which object rules are asked that no class around them represents. */
export interface WrittenShape {
  readonly plan: ClassPlan;
  readonly isList: boolean;
  readonly owner: Owner;
}

interface FieldPlace {
  readonly target: Record<string, unknown>;
  readonly owner: Owner;
  readonly paths: Paths;
}

function isScalar(value: unknown): boolean {
  return (
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
  );
}

/** What JSON.stringify would take in the value's place: dates, decimals and documents of databases say it themselves. */
function jsonOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { toJSON } = value as { readonly toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(value, key) as unknown) : value;
}

function tellOnce(field: FieldPlan): void {
  if (toldOf.has(field)) return;
  toldOf.add(field);
  logger.warn(
    `An object in the field '${field.name}' was left out of an answer: its class is not declared. Add @Type(() => …) to the property.`,
  );
}
