import type { RelationshipEngine } from '../authorization/relationships/relationship-engine.port.js';
import { parseTuple, type Tuple } from '../authorization/relationships/tuple.js';
import { ANSWER_CASES } from './relationship-engine.contract-answers.js';
import { FEATURE_MODEL, FEATURE_TUPLES, OFFICE_HOURS } from './relationship-engine.contract-cases.js';
import { outcomeOf, type ContractFeature, type FeatureCase } from './relationship-engine.contract-feature.js';

type Question = Partial<Parameters<RelationshipEngine['check']>[0]>;

function check(feature: ContractFeature, promise: string, [tuple, expected, more]: CheckCase): FeatureCase {
  const answer: FeatureCase['answer'] = async (engine) => ({
    actual: await outcomeOf(async () => (await engine.check({ ...parseTuple(tuple), ...more })).allowed),
    expected,
  });
  return { feature, promise, answer };
}

type CheckCase = readonly [tuple: string, expected: boolean | string, more?: Question];

const FRESH: Tuple = {
  subject: 'user:gus',
  relation: 'guest',
  object: 'document:plan',
  condition: OFFICE_HOURS.late,
};

const CONDITION_CASES: readonly FeatureCase[] = [
  check('conditions', 'lets a tuple count while its condition holds', [
    'document:plan#viewer@user:gus',
    true,
    { context: OFFICE_HOURS.morning },
  ]),
  check('conditions', 'lets no tuple count whose condition does not hold', [
    'document:plan#viewer@user:gus',
    false,
    { context: OFFICE_HOURS.night },
  ]),
  check('conditions', 'answers nothing where a value is missing and nothing else decides', [
    'document:plan#viewer@user:gus',
    'condition_undecided',
  ]),
  check('conditions', 'grants although a condition is undecided, where another tuple grants', [
    'document:open#viewer@user:gus',
    true,
  ]),
  check('conditions', 'lets a value of the request not replace one that is settled with the tuple', [
    'document:plan#viewer@user:gus',
    false,
    { context: { ...OFFICE_HOURS.night, until: '2999-01-01T00:00:00Z' } },
  ]),
  {
    feature: 'conditions',
    promise: 'refuses tuples without the condition that the model demands, or with another one',
    answer: async (engine) => {
      const write = (condition: Tuple['condition']): Promise<unknown> =>
        outcomeOf(async () =>
          engine.write({
            writes: [
              {
                subject: 'user:eve',
                relation: 'guest',
                object: 'document:plan',
                ...(condition && { condition }),
              },
            ],
          }),
        );
      const actual = [await write(undefined), await write({ name: 'no_such_condition' })];
      return { actual, expected: ['invalid_tuple', 'invalid_tuple'] };
    },
  },
  {
    feature: 'conditions',
    promise: 'reads a tuple with its condition',
    answer: async (engine) => ({
      actual: (await engine.read({ subject: 'user:gus' })).map(({ condition }) => condition),
      expected: [OFFICE_HOURS.early],
    }),
  },
];

const WILDCARD_CASES: readonly FeatureCase[] = [
  check('wildcards', 'grants a stranger what was given to everyone', [
    'document:open#viewer@user:stranger',
    true,
  ]),
  check('wildcards', 'takes from one what was given to everyone', ['document:open#viewer@user:bea', false]),
  check('wildcards', 'gives everyone of one type nothing that is of another', [
    'document:open#viewer@organization:acme',
    false,
  ]),
  check('everyone as a subject', 'tells what everyone has', ['document:open#allowed@user:*', true]),
  check('everyone as a subject', 'gives everyone nothing that one has', [
    'document:plan#allowed@user:*',
    false,
  ]),
  {
    feature: 'wildcards',
    promise: 'lists what everyone has for a stranger too',
    answer: async (engine) => ({
      actual: await engine.listObjects({ subject: 'user:stranger', relation: 'reader', type: 'document' }),
      expected: ['document:open'],
    }),
  },
];

const CONTEXTUAL_CASES: readonly FeatureCase[] = [
  check('contextual tuples', 'counts a tuple that the question brings along', [
    'document:plan#reader@user:new',
    true,
    { contextualTuples: [parseTuple('document:plan#allowed@user:new')] },
  ]),
  check('contextual tuples', 'forgets it afterwards', ['document:plan#reader@user:new', false]),
  check('contextual tuples', 'prefers it to the stored one', [
    'document:plan#viewer@user:gus',
    true,
    { contextualTuples: [FRESH], context: OFFICE_HOURS.night },
  ]),
  check('contextual tuples', 'lets it take something away', [
    'document:open#reader@user:new',
    false,
    { contextualTuples: [parseTuple('document:open#banned@user:new')] },
  ]),
  check('contextual tuples', 'refuses one that the model does not permit', [
    'document:plan#reader@user:new',
    'invalid_tuple',
    { contextualTuples: [parseTuple('document:plan#reader@user:new')] },
  ]),
  check('contextual tuples', 'refuses one of an unknown type', [
    'document:plan#reader@user:new',
    'invalid_tuple',
    { contextualTuples: [parseTuple('invoice:1#allowed@user:new')] },
  ]),
  {
    feature: 'contextual tuples',
    promise: 'lists by it, also an object that nothing stored names',
    answer: async (engine) => {
      const contextualTuples = [parseTuple('document:fresh#allowed@user:new')];
      const query = { subject: 'user:new', relation: 'reader', type: 'document', contextualTuples };
      return { actual: await engine.listObjects(query), expected: ['document:fresh', 'document:open'] };
    },
  },
];

/** Every promise about a feature, on {@link FEATURE_MODEL}. */
export const FEATURE_CASES: readonly FeatureCase[] = [
  ...CONDITION_CASES,
  ...WILDCARD_CASES,
  ...CONTEXTUAL_CASES,
  ...ANSWER_CASES,
];

/** An engine that holds what the feature cases ask about. */
export async function engineWithFeatures(
  createEngine: (model: string) => Promise<RelationshipEngine>,
): Promise<RelationshipEngine> {
  const engine = await createEngine(FEATURE_MODEL);
  await engine.write({ writes: FEATURE_TUPLES });
  return engine;
}
