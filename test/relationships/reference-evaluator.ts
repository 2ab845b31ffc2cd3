import type {
  AuthorizationModel,
  RelationDefinition,
  Rewrite,
} from '../../libs/zero-trust/src/authorization/relationships/model/authorization-model.js';
import { formatRestriction } from '../../libs/zero-trust/src/authorization/relationships/model/authorization-model.js';
import { formatTuple, type Tuple } from '../../libs/zero-trust/src/authorization/relationships/tuple.js';
import { assignmentsOf, OBJECTS, typeOf } from './world-names.js';

/** What a question comes to: 2 granted, 1 undecided, 0 not. So `or` is the greatest and `and` the smallest. */
export type Value = 0 | 1 | 2;

/** What a subject is asked about. */
export interface ReferenceQuestion {
  readonly model: AuthorizationModel;
  readonly tuples: readonly Tuple[];
  readonly subject: string;
  readonly context: Readonly<Record<string, unknown>>;
  /**
   * Whether a tuple that cannot be told to count matters only where it would lead to the subject. A check does not look
   * that far; a listing comes from the subject.
   */
  readonly isExact: boolean;
}

/**
 * What one subject has on every object: applies every rule to every object, from nothing, until nothing changes. Slow, and
 * evidently what the language means, where no `but not` depends on itself.
 */
export function valuesOf(question: ReferenceQuestion): ReadonlyMap<string, Value> {
  const evaluator = new Evaluator(question);
  while (evaluator.advance());
  return evaluator.values;
}

/** Far more than any chain in a world is long. */
const MAX_ROUNDS = 200;

/** As {@link valuesOf}, for rules of which a `but not` may depend on itself; `undefined` if they never come to rest. */
export function settledValuesOf(question: ReferenceQuestion): ReadonlyMap<string, Value> | undefined {
  const evaluator = new Evaluator(question);
  for (let round = 0; round < MAX_ROUNDS; round += 1) if (!evaluator.advance()) return evaluator.values;
  return undefined;
}

class Evaluator {
  values: ReadonlyMap<string, Value> = new Map();
  readonly #tuples = new Map<string, JudgedTuple[]>();

  constructor(private readonly question: ReferenceQuestion) {
    // A later tuple replaces an earlier one of the same parts.
    const distinct = new Map(question.tuples.map((tuple) => [formatTuple(tuple), tuple]));
    for (const tuple of distinct.values()) {
      const value = this.#judge(tuple);
      const key = `${tuple.object}#${tuple.relation}`;
      this.#tuples.set(key, [...(this.#tuples.get(key) ?? []), { tuple, value }]);
    }
  }

  advance(): boolean {
    const next = new Map<string, Value>();
    for (const definition of this.question.model.relations()) {
      for (const object of OBJECTS.filter((one) => typeOf(one) === definition.type)) {
        next.set(`${object}#${definition.name}`, this.#relation(definition, object));
      }
    }
    const hasChanged = [...next].some(([key, value]) => this.values.get(key) !== value);
    this.values = next;
    return hasChanged;
  }

  #relation({ name, rewrite }: RelationDefinition, object: string): Value {
    if (this.question.subject === `${object}#${name}`) return 2;
    return this.#rewrite(rewrite, { object, relation: name });
  }

  #rewrite(rewrite: Rewrite, place: Place): Value {
    switch (rewrite.kind) {
      case 'direct':
        return greatest(this.#at(place).map((one) => this.#through(one, this.#reached(one.tuple))));
      case 'computed':
        return this.#value(place.object, rewrite.relation);
      case 'tuple_to_userset':
        return greatest(
          this.#at({ ...place, relation: rewrite.tupleset }).map((one) =>
            this.#through(one, this.#value(one.tuple.subject, rewrite.computed)),
          ),
        );
      case 'union':
        return greatest(rewrite.children.map((child) => this.#rewrite(child, place)));
      case 'intersection':
        return least(rewrite.children.map((child) => this.#rewrite(child, place)));
      case 'difference':
        return least([this.#rewrite(rewrite.base, place), not(this.#rewrite(rewrite.subtract, place))]);
      default:
        return rewrite satisfies never;
    }
  }

  #through({ value }: JudgedTuple, behind: Value | undefined): Value {
    if (value === 2 || behind === undefined) return behind ?? 0;
    return this.question.isExact ? least([value, behind]) : value;
  }

  /** What the tuple gives the subject; nothing where it is about somebody else. */
  #reached({ subject: given }: Tuple): Value | undefined {
    const { subject } = this.question;
    if (given === subject || (!subject.includes('#') && given === `${typeOf(subject)}:*`)) return 2;
    const [object = '', relation] = given.split('#');
    return relation === undefined ? undefined : this.#value(object, relation);
  }

  #value(object: string, relation: string): Value {
    return this.values.get(`${object}#${relation}`) ?? 0;
  }

  #at({ object, relation }: Place): readonly JudgedTuple[] {
    return this.#tuples.get(`${object}#${relation}`) ?? [];
  }

  /** Whether the tuple counts: the model must permit it, with this condition or without one, and the condition hold. */
  #judge({ subject, relation, object, condition }: Tuple): Value {
    const { model, context } = this.question;
    const [whole = '', userset] = subject.split('#');
    const kind =
      userset === undefined ? (whole.endsWith(':*') ? whole : typeOf(whole)) : `${typeOf(whole)}#${userset}`;
    const isPermitted = assignmentsOf(model.relation(typeOf(object), relation).rewrite).some(
      (one) => formatRestriction(one) === kind && one.condition === condition?.name,
    );
    if (!isPermitted) return 0;
    if (condition === undefined) return 2;
    const outcome = model.conditions.get(condition.name)?.evaluate(condition.context, context);
    if (outcome === undefined) throw new RangeError(`No condition ${condition.name}`);
    return typeof outcome === 'object' ? 1 : outcome ? 2 : 0;
  }
}

interface JudgedTuple {
  readonly tuple: Tuple;
  readonly value: Value;
}

interface Place {
  readonly object: string;
  readonly relation: string;
}

function greatest(values: readonly Value[]): Value {
  return values.includes(2) ? 2 : values.includes(1) ? 1 : 0;
}

function least(values: readonly Value[]): Value {
  return values.includes(0) ? 0 : values.includes(1) ? 1 : 2;
}

function not(value: Value): Value {
  return value === 1 ? 1 : value === 2 ? 0 : 2;
}
