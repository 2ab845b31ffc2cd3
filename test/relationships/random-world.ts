import type { AuthorizationModel } from '../../libs/zero-trust/src/authorization/relationships/model/authorization-model.js';
import { formatRestriction } from '../../libs/zero-trust/src/authorization/relationships/model/authorization-model.js';
import { ModelError } from '../../libs/zero-trust/src/authorization/relationships/model/model-error.js';
import { parseAuthorizationModel } from '../../libs/zero-trust/src/authorization/relationships/model/parse-authorization-model.js';
import { formatTuple, type Tuple } from '../../libs/zero-trust/src/authorization/relationships/tuple.js';
import { CONDITIONS, randomValue } from './random-conditions.js';
import { randomModelText } from './random-model.js';
import type { Random } from './random.js';
import { assignmentsOf, IDS, indexOfObject, OBJECTS, USERS } from './world-names.js';

const MAX_ATTEMPTS = 100;

/** A model and tuples that it permits. */
export interface RandomWorld {
  readonly dsl: string;
  readonly model: AuthorizationModel;
  readonly tuples: readonly Tuple[];
}

/** What a world may have. */
export interface WorldRules {
  /** Whether `but not` may occur. */
  readonly hasExclusions: boolean;
  /** Whether tuples may lead back to where they come from. */
  readonly hasCycles: boolean;
}

/** A world in which every construct of the language can occur. */
export function randomWorld(random: Random, rules: WorldRules): RandomWorld {
  const { dsl, model } = randomModel(random, rules);
  const all = Array.from({ length: rules.hasCycles ? 10 + random.below(30) : 30 + random.below(70) }, () =>
    randomTuple(random, model, rules),
  );
  const distinct = new Map(
    all.flatMap((tuple) => (tuple === undefined ? [] : [[formatTuple(tuple), tuple]])),
  );
  return { dsl, model, tuples: [...distinct.values()] };
}

function randomModel(random: Random, rules: WorldRules): { dsl: string; model: AuthorizationModel } {
  let problem: ModelError | undefined;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const dsl = randomModelText(random, rules);
    try {
      return { dsl, model: parseAuthorizationModel(dsl) };
    } catch (error) {
      // Not every random model is valid; the next one may be.
      if (!(error instanceof ModelError)) throw error;
      problem = error;
    }
  }
  throw new Error(`${MAX_ATTEMPTS} random models were invalid, the last one by: ${problem?.message}`);
}

/** A tuple that the model permits; nothing where the choice does not work out. */
export function randomTuple(
  random: Random,
  model: AuthorizationModel,
  { hasCycles }: WorldRules,
): Tuple | undefined {
  const { type, name: relation, rewrite } = random.pick([...model.relations()]);
  const restrictions = assignmentsOf(rewrite);
  if (restrictions.length === 0) return undefined;
  const restriction = random.pick(restrictions);
  const object = `${type}:${random.pick(IDS)}`;
  const whole = `${restriction.type}:${random.pick(restriction.type === 'user' ? USERS : IDS)}`;
  if (!hasCycles && indexOfObject(whole) <= indexOfObject(object)) return undefined;
  const subject = subjectOf(whole, restriction);
  if (subject === `${object}#${relation}`) return undefined;
  if (restriction.condition === undefined) return { subject, relation, object };
  const condition = CONDITIONS.find(({ name }) => name === restriction.condition);
  if (condition === undefined) throw new RangeError(`No condition ${restriction.condition}`);
  const isSettled = random.oneIn(3);
  const context = isSettled ? { context: { [condition.parameter]: randomValue(random, condition) } } : {};
  return { subject, relation, object, condition: { name: condition.name, ...context } };
}

function subjectOf(whole: string, restriction: Parameters<typeof formatRestriction>[0]): string {
  if (restriction.wildcard === true) return `${restriction.type}:*`;
  return restriction.relation === undefined ? whole : `${whole}#${restriction.relation}`;
}

/** Everybody who can be asked about: users, everyone, objects and usersets. */
export function subjectsOf(model: AuthorizationModel): readonly string[] {
  const usersets = [...model.relations()].map(({ type, name }) => `${type}:1#${name}`);
  return [...USERS.map((id) => `user:${id}`), 'user:*', ...OBJECTS, ...usersets];
}
