import { parseTuple } from '../authorization/relationships/tuple.js';
import { outcomeOf, type FeatureCase } from './relationship-engine.contract-feature.js';

const LISTING_CASES: readonly FeatureCase[] = [
  listing('names everyone, and of people only those whom a tuple names', 'document:open#reader', [
    'user',
    ['user:*', 'user:ann'],
  ]),
  listing('leaves out who is excluded', 'document:shut#reader', ['user', ['user:ann']]),
  listing('leaves out who lacks one of two', 'document:plan#approver', ['user', ['user:ann']]),
  listing('names usersets', 'document:plan#contact', ['organization#member', ['organization:acme#member']]),
  listing('names the people behind a userset', 'document:plan#contact', ['user', ['user:ann', 'user:bea']]),
  listing('names nobody for an object that does not exist', 'document:404#reader', ['user', []]),
  listing('refuses a kind that the model lacks', 'document:plan#reader', ['robot', 'type_not_found']),
  listing('refuses a userset that the model lacks', 'document:plan#reader', [
    'organization#owner',
    'relation_not_found',
  ]),
  listing('refuses a relation that the model lacks', 'document:plan#owner', ['user', 'relation_not_found']),
];

function listing(
  promise: string,
  place: string,
  [kind, expected]: readonly [kind: string, expected: readonly string[] | string],
): FeatureCase {
  const [object = '', relation = ''] = place.split('#');
  const answer: FeatureCase['answer'] = async (engine) => ({
    actual: await outcomeOf(async () => engine.listSubjects({ object, relation, kind })),
    expected,
  });
  return { feature: 'list subjects', promise, answer };
}

const OTHER_CASES: readonly FeatureCase[] = [
  {
    feature: 'explain',
    promise: 'names the tuples that granted',
    answer: async (engine) => {
      const { allowed, tree } = await engine.explain(parseTuple('document:plan#contact@user:ann'));
      const told = JSON.stringify(tree);
      const names = ['document:plan#contact@organization:acme#member', 'organization:acme#member@user:ann'];
      return {
        actual: [allowed, tree.outcome, names.every((name) => told.includes(name))],
        expected: [true, 'granted', true],
      };
    },
  },
  {
    feature: 'explain',
    promise: 'tells what was tried where nothing grants',
    answer: async (engine) => {
      const { allowed, tree } = await engine.explain(parseTuple('document:plan#viewer@user:stranger'));
      return {
        actual: [allowed, tree.outcome, tree.children.length > 0],
        expected: [false, 'not_granted', true],
      };
    },
  },
  {
    feature: 'consistency tokens',
    promise: 'answers from a write on for whoever shows its token',
    answer: async (engine) => {
      const tuple = parseTuple('document:plan#allowed@user:new');
      const { token } = await engine.write({ writes: [tuple] });
      const { allowed } = await engine.check({ ...tuple, relation: 'reader' }, { atLeast: token });
      const { token: after } = await engine.write({ deletes: [tuple] });
      const later = await engine.check({ ...tuple, relation: 'reader' }, { atLeast: after });
      return { actual: [typeof token, allowed, later.allowed], expected: ['string', true, false] };
    },
  },
];

/** Promises about lists of subjects, explanations and consistency tokens. */
export const ANSWER_CASES: readonly FeatureCase[] = [...LISTING_CASES, ...OTHER_CASES];
