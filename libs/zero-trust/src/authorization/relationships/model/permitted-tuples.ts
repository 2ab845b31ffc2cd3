import { Assignments } from './assignments.js';
import { parseObject, parseSubject } from '../names.js';
import { quote, RelationshipError } from '../relationship-error.js';
import { assertNotImplicit, formatTuple, parseTuple, type Tuple } from '../tuple.js';
import {
  describeRestriction,
  formatRestriction,
  type AuthorizationModel,
  type TypeRestriction,
} from './authorization-model.js';

/** Refuses a tuple that could never grant anything under the model: it is a mistake of whoever writes it. */
export class PermittedTuples {
  readonly #assignments: Assignments;
  readonly #restrictions = new Map<string, readonly TypeRestriction[]>();

  constructor(private readonly model: AuthorizationModel) {
    this.#assignments = new Assignments(model);
  }

  /**
   * Judges a tuple that is to be stored: its form, what the model permits, and that it does not hold without being stored.
   *
   * @returns the tuple, checked
   * @throws {RelationshipError} `invalid_tuple`, `invalid_context`, `type_not_found`, `relation_not_found`,
   * `invalid_object`, `invalid_subject`
   */
  assertWritable(given: Tuple): Tuple {
    const tuple = parseTuple(given);
    this.#assertPermitted(tuple);
    assertNotImplicit(tuple);
    return tuple;
  }

  /**
   * Judges a tuple that a question brings along. Whatever is wrong with it makes the question, and not its parts, wrong.
   *
   * @returns the tuple, checked
   * @throws {RelationshipError} `invalid_tuple`
   */
  assertContextual(given: Tuple): Tuple {
    try {
      const tuple = parseTuple(given);
      this.#assertPermitted(tuple);
      return tuple;
    } catch (error) {
      if (!(error instanceof RelationshipError)) throw error;
      const message = `A contextual tuple is wrong: ${error.message}`;
      throw new RelationshipError('invalid_tuple', message, { cause: error });
    }
  }

  #assertPermitted(tuple: Tuple): void {
    const subject = parseSubject(tuple.subject);
    const { type } = parseObject(tuple.object);
    this.model.relation(type, tuple.relation);
    this.model.assertType(subject.type);
    if (subject.relation !== undefined) this.model.relation(subject.type, subject.relation);
    const permitted = this.#permitted(type, tuple.relation);
    if (!permits(permitted, tuple)) throw notPermitted(tuple, permitted);
    if (tuple.condition === undefined) return;
    this.model.conditions.get(tuple.condition.name)?.assertContext(tuple.condition.context);
  }

  /** Worked out once for each relation: a start may judge millions of tuples. */
  #permitted(type: string, relation: string): readonly TypeRestriction[] {
    const key = `${type}#${relation}`;
    const known = this.#restrictions.get(key) ?? this.#assignments.of({ type, relation });
    this.#restrictions.set(key, known);
    return known;
  }
}

/** Whether one of the kinds is that of the tuple's subject, with the tuple's condition. */
export function permits(kinds: readonly TypeRestriction[], { subject, condition }: Tuple): boolean {
  const kind = formatRestriction(parseSubject(subject));
  return kinds.some((one) => formatRestriction(one) === kind && one.condition === condition?.name);
}

function notPermitted(tuple: Tuple, permitted: readonly TypeRestriction[]): RelationshipError {
  const kinds = permitted.map(describeRestriction).join(', ');
  const rule = kinds === '' ? 'no tuples, it is only derived' : `only [${kinds}]`;
  const given = tuple.condition === undefined ? '' : ` with ${quote(tuple.condition.name)}`;
  return new RelationshipError(
    'invalid_tuple',
    `${quote(formatTuple(tuple))}${given}: the model permits ${rule} for that relation`,
  );
}
