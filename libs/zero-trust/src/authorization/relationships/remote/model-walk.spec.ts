import { describe, expect, it } from 'vitest';
import { parseAuthorizationModel } from '../model/parse-authorization-model.js';
import { formatTuple, parseTuple, type Tuple, type TupleLike } from '../tuple.js';
import { ModelWalk } from './model-walk.js';
import type { TupleLookup } from './tuple-lookup.port.js';

const MODEL = parseAuthorizationModel(`model
  schema 1.1
type user
type group
  relations
    define member: [user, user:*, group#member]
type doc
  relations
    define parent: [doc]
    define owner: [user with in_hours, user]
    define blocked: [user, group#member]
    define viewer: [user, group#member] or owner or viewer from parent
    define reader: viewer but not blocked
    define keeper: owner and viewer
    define circle: [user, doc#circle]
    define cyclic: owner but not circle
condition in_hours(hour: int) {
  hour < 18
}`);

const CIRCLE = ['doc:1#circle@doc:2#circle', 'doc:2#circle@doc:1#circle'];

function lookupOf(tuples: readonly TupleLike[]): TupleLookup {
  const stored = tuples.map(parseTuple);
  return {
    find: async (parts) => stored.find((tuple) => formatTuple(tuple) === formatTuple(parts)),
    list: async ({ object, relation }) =>
      stored.filter((tuple) => tuple.object === object && tuple.relation === relation),
  };
}

/** Two relations a level, each made of both of the next level. */
function wideModel(operator: string) {
  const levels = Array.from({ length: 20 }, (_, level) => {
    const both = `a${level + 1} ${operator} b${level + 1}`;
    return `    define a${level}: ${both}\n    define b${level}: ${both}\n`;
  });
  return parseAuthorizationModel(`model
  schema 1.1
type user
type doc
  relations
${levels.join('')}    define a20: [user]
    define b20: [user]
`);
}

const conditional = (subject: string): Tuple => ({
  subject,
  relation: 'owner',
  object: 'doc:1',
  condition: { name: 'in_hours' },
});

async function outcomeOf(question: string, tuples: readonly TupleLike[], context?: { hour: number }) {
  const walk = new ModelWalk({ model: MODEL, lookup: lookupOf(tuples), context });
  return (await walk.answer(parseTuple(question))).outcome;
}

describe('a walk through a model', () => {
  it.each<[string, string, readonly TupleLike[], string]>([
    ['by a tuple', 'doc:1#viewer@user:a', ['doc:1#viewer@user:a'], 'granted'],
    ['by another relation', 'doc:1#viewer@user:a', ['doc:1#owner@user:a'], 'granted'],
    [
      'by a userset',
      'doc:1#viewer@user:a',
      ['doc:1#viewer@group:g#member', 'group:g#member@user:a'],
      'granted',
    ],
    ['by everyone', 'group:g#member@user:a', ['group:g#member@user:*'], 'granted'],
    ['by a parent', 'doc:1#viewer@user:a', ['doc:1#parent@doc:2', 'doc:2#owner@user:a'], 'granted'],
    ['a userset itself', 'group:g#member@group:g#member', [], 'granted'],
    ['nobody by nothing', 'doc:1#viewer@user:a', ['doc:1#viewer@user:b'], 'not_granted'],
    [
      'nobody who is excluded',
      'doc:1#reader@user:a',
      ['doc:1#viewer@user:a', 'doc:1#blocked@user:a'],
      'not_granted',
    ],
    ['with one of two only, nobody', 'doc:1#keeper@user:a', ['doc:1#viewer@user:a'], 'not_granted'],
    ['everyone only what is everyone’s', 'group:g#member@user:*', ['group:g#member@user:a'], 'not_granted'],
    [
      'nothing by a circle',
      'doc:1#viewer@user:a',
      ['doc:1#parent@doc:2', 'doc:2#parent@doc:1'],
      'not_granted',
    ],
    ['nothing but for a circle', 'doc:1#cyclic@user:a', ['doc:1#owner@user:a', ...CIRCLE], 'not_granted'],
    [
      'nothing by a tuple that the model forbids',
      'group:g#member@user:a',
      [{ ...conditional('user:a'), relation: 'member', object: 'group:g' }],
      'not_granted',
    ],
    ['nothing certain without a value', 'doc:1#viewer@user:a', [conditional('user:a')], 'undecided'],
    [
      'whom something else grants',
      'doc:1#viewer@user:a',
      [conditional('user:a'), 'doc:1#viewer@user:a'],
      'granted',
    ],
  ])('grants %s', async (_how, question, tuples, outcome) => {
    expect(await outcomeOf(question, tuples)).toBe(outcome);
  });

  it('judges conditions by the values of the question', async () => {
    expect(await outcomeOf('doc:1#owner@user:a', [conditional('user:a')], { hour: 9 })).toBe('granted');
    expect(await outcomeOf('doc:1#owner@user:a', [conditional('user:a')], { hour: 20 })).toBe('not_granted');
  });

  it('keeps the way that granted, with its tuples', async () => {
    const lookup = lookupOf(['doc:1#viewer@group:g#member', 'group:g#member@user:a', 'doc:1#blocked@user:b']);
    const tree = await new ModelWalk({ model: MODEL, lookup }).answer(parseTuple('doc:1#reader@user:a'));
    expect(tree).toMatchObject({
      question: 'doc:1#reader@user:a',
      rule: 'viewer but not blocked',
      outcome: 'granted',
      children: [
        { rule: 'viewer', outcome: 'granted' },
        { rule: 'blocked', outcome: 'not_granted' },
      ],
    });
    expect(JSON.stringify(tree)).toContain('"tuple":"doc:1#viewer@group:g#member"');
  });

  it.each([
    ['or', 'nobody has either', [], 'not_granted'],
    ['or', 'the last is had', ['doc:1#b20@user:a'], 'granted'],
    ['and', 'one is missing', ['doc:1#b20@user:a'], 'not_granted'],
  ])(
    'asks each question once where 2^20 ways lead to it by “%s” and %s',
    async (operator, _, tuples, outcome) => {
      const walk = new ModelWalk({ model: wideModel(operator), lookup: lookupOf(tuples) });
      expect((await walk.answer(parseTuple('doc:1#a0@user:a'))).outcome).toBe(outcome);
    },
  );

  it('gives up rather than show 2^20 ways that all are needed', async () => {
    const lookup = lookupOf(['doc:1#a20@user:a', 'doc:1#b20@user:a']);
    const walk = new ModelWalk({ model: wideModel('and'), lookup });
    await expect(walk.answer(parseTuple('doc:1#a0@user:a'))).rejects.toMatchObject({
      reason: 'resolution_too_complex',
    });
  });

  it('takes no answer that a circle cut short for the answer elsewhere', async () => {
    // Below doc:1 the way over doc:2 leads back; asked by itself, doc:2 is viewed over doc:1.
    const tuples = ['doc:1#parent@doc:2', 'doc:2#parent@doc:1', 'doc:1#parent@doc:3', 'doc:3#parent@doc:2'];
    expect(await outcomeOf('doc:1#viewer@user:a', [...tuples, 'doc:3#owner@user:a'])).toBe('granted');
    expect(await outcomeOf('doc:2#reader@user:a', [...tuples, 'doc:3#owner@user:a'])).toBe('granted');
  });

  it('gives up where the way is too long, and where it branches too much', async () => {
    const chain = Array.from({ length: 40 }, (_, index) => `doc:${index}#parent@doc:${index + 1}`);
    await expect(outcomeOf('doc:0#viewer@user:a', chain)).rejects.toMatchObject({
      reason: 'resolution_too_complex',
    });
    const names = Array.from({ length: 12 }, (_, index) => index);
    const web = names.flatMap((one) => names.map((other) => `group:${one}#member@group:${other}#member`));
    await expect(outcomeOf('group:0#member@user:a', web)).rejects.toMatchObject({
      reason: 'resolution_too_complex',
    });
  });
});
