import { describe, expect, it } from 'vitest';
import { describeRestriction } from './authorization-model.js';
import { ModelError } from './model-error.js';
import { parseAuthorizationModel } from './parse-authorization-model.js';

const HEAD = 'model\n  schema 1.1\ntype user\ntype group\n  relations\n    define member: [user]\n';
const DOCUMENT = `${HEAD}type document\n  relations\n    define owner: [user]\n`;
const IN_HOURS = 'condition in_hours(now: timestamp, opens: duration) {\n  now.getHours() < 18\n}\n';

function refusal(dsl: string): ModelError {
  try {
    parseAuthorizationModel(dsl, { file: 'order-model.fga' });
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('the model was accepted');
}

function rewrite(define: string, rest = ''): unknown {
  const model = parseAuthorizationModel(
    `${DOCUMENT}    define parent: [group]\n    define viewer: ${define}\n${rest}`,
  );
  return model.relation('document', 'viewer').rewrite;
}

const OWNER = { kind: 'computed', relation: 'owner' };
const PARENT = { kind: 'computed', relation: 'parent' };
const USERS = { kind: 'direct', restrictions: [{ type: 'user' }] };

describe('reading an authorization model', () => {
  it.each([
    ['a direct relation', '[user]', USERS],
    [
      'a wildcard',
      '[user, user:*]',
      { kind: 'direct', restrictions: [{ type: 'user' }, { type: 'user', wildcard: true }] },
    ],
    [
      'a userset',
      '[group#member]',
      { kind: 'direct', restrictions: [{ type: 'group', relation: 'member' }] },
    ],
    ['a computed relation', 'owner', OWNER],
    [
      'a tupleset',
      'member from parent',
      { kind: 'tuple_to_userset', tupleset: 'parent', computed: 'member' },
    ],
    ['a union', '[user] or owner', { kind: 'union', children: [USERS, OWNER] }],
    ['an intersection', '[user] and owner', { kind: 'intersection', children: [USERS, OWNER] }],
    ['an exclusion', '[user] but not owner', { kind: 'difference', base: USERS, subtract: OWNER }],
    [
      'parentheses',
      '[user] or (owner but not (parent and owner))',
      {
        kind: 'union',
        children: [
          USERS,
          { kind: 'difference', base: OWNER, subtract: { kind: 'intersection', children: [PARENT, OWNER] } },
        ],
      },
    ],
  ])('gives %s a typed rewrite', (_, define, expected) => {
    expect(rewrite(define)).toEqual(expected);
  });

  it('gives each type restriction its condition', () => {
    const direct = rewrite(
      '[user with in_hours, user:* with in_hours, group#member with in_hours, user]',
      IN_HOURS,
    );
    const restrictions = (direct as { restrictions: Parameters<typeof describeRestriction>[0][] })
      .restrictions;
    expect(restrictions.map(describeRestriction)).toEqual([
      'user with in_hours',
      'user:* with in_hours',
      'group#member with in_hours',
      'user',
    ]);
  });

  it('takes a condition on a tupleset, where the validator of the language itself breaks', () => {
    const model = parseAuthorizationModel(
      `${DOCUMENT}    define parent: [group with in_hours]\n    define viewer: member from parent\n${IN_HOURS}`,
    );
    expect(model.hasRelation('document', 'viewer')).toBe(true);
  });

  it('has conditions that are ready to be evaluated', () => {
    const dsl = `${DOCUMENT}    define viewer: [user with few]\ncondition few(all: list<string>, limits: map<int>, of: string) {\n  size(all) < limits[of]\n}\n`;
    const few = parseAuthorizationModel(dsl).conditions.get('few');
    expect([...(few?.parameters.keys() ?? [])]).toEqual(['all', 'limits', 'of']);
    expect(few?.expression).toBe('size(all) < limits[of]');
    expect(few?.evaluate({ limits: { a: 2 } }, { all: ['x'], of: 'a' })).toBe(true);
  });

  it.each([
    'bool',
    'string',
    'int',
    'uint',
    'double',
    'duration',
    'timestamp',
    'any',
    'list<any>',
    'map<any>',
    'ipaddress',
  ])('takes a parameter of type %s', (type) => {
    const dsl = `${DOCUMENT}    define viewer: [user with c]\ncondition c(x: ${type}) {\n  x == x\n}\n`;
    expect(parseAuthorizationModel(dsl).conditions.get('c')?.evaluate()).toMatchObject({ missing: ['x'] });
  });

  it('takes schema 1.2', () => {
    expect(parseAuthorizationModel(DOCUMENT.replace('schema 1.1', 'schema 1.2')).hasType('document')).toBe(
      true,
    );
  });

  it('has an id that follows the meaning and not the spacing, comments or order', () => {
    const plain = `${DOCUMENT}    define viewer: [user with in_hours]\n${IN_HOURS}`;
    const { id } = parseAuthorizationModel(plain);
    expect(parseAuthorizationModel(plain.replace('type group', '# people\ntype group')).id).toBe(id);
    const reordered = plain.replace('type user\n', '').replace('condition', 'type user\ncondition');
    expect(parseAuthorizationModel(reordered).id).toBe(id);
  });

  it.each([
    ['a name', 'owner', 'author'],
    ['an expression', '< 18', '< 19'],
    ['the type of a parameter', 'opens: duration', 'opens: int'],
    ['a wildcard', '[user with in_hours]', '[user:* with in_hours]'],
  ])('has another id with another meaning of %s', (_, before, after) => {
    const plain = `${DOCUMENT}    define viewer: [user with in_hours]\n${IN_HOURS}`;
    expect(parseAuthorizationModel(plain.replaceAll(before, after)).id).not.toBe(
      parseAuthorizationModel(plain).id,
    );
  });
});

describe('a model that makes no sense', () => {
  it.each([
    ['a syntax error', 'definex: [user]', 5],
    ['an unknown type', 'define viewer: [robot]', 21],
    ['an unknown relation', 'define viewer: editor', 20],
    ['an unknown relation within parentheses', 'define viewer: [user] but not (owner or editor)', 45],
    ['an unknown relation of a userset', 'define viewer: [group#owner]', 21],
    ['an unknown condition', 'define viewer: [user with nothing]', 31],
    ['an unknown tupleset', 'define viewer: member from nothing', 32],
    ['a tupleset whose types lack the relation', 'define viewer: editor from owner', 20],
    ['a name that is one in brackets only', 'define viewer: [group#member] or member', 38],
    ['a name that is one by itself only', 'define viewer: owner or owner from owner', 29],
    ['a relation twice', 'define owner: [user]', 12],
    ['a relation that is itself', 'define viewer: viewer', 5],
    ['a relation that only itself gives', 'define viewer: [document#viewer]', 5],
    [
      'a relation that nobody can enter',
      'define viewer: owner and nobody\n    define nobody: [document#nobody]',
      5,
    ],
    ['a reserved name', 'define self: [user]', 5],
    ['a name of every object', 'define constructor: [user]', 12],
    ['the name of every prototype', 'define __proto__: [user]', 12],
  ])('is refused for %s, with its place', (_, define, column) => {
    const error = refusal(`${DOCUMENT}    ${define}\n`);
    expect(error.reason).toBe('invalid_model');
    expect(error.problems[0]).toMatchObject({ line: 10, column });
    expect(error.message).toContain('order-model.fga:1');
  });

  it.each([
    ['a computed tupleset', '[user] or owner', 'is not given by tuples alone'],
    ['a wildcard in a tupleset', '[group:*]', 'can be given to objects only'],
    ['a userset in a tupleset', '[group, group#member]', 'can be given to objects only'],
  ])('is refused for %s', (_, parent, message) => {
    const dsl = `${DOCUMENT}    define parent: ${parent}\n    define viewer: member from parent\n`;
    expect(refusal(dsl).message).toContain(message);
  });

  it('is refused for a relation that is computed from itself over others', () => {
    const error = refusal(`${DOCUMENT}    define a: [user] or b\n    define b: [user] or a\n`);
    expect(error.problems.map(({ line }) => line)).toEqual([10, 11]);
    expect(error.message).toContain('relation "a" of type "document" is defined by itself');
  });

  it('may have relations that lead back to themselves over tuples', () => {
    const dsl = `${HEAD}type folder\n  relations\n    define parent: [folder]\n    define viewer: [user] or viewer from parent\n`;
    expect(parseAuthorizationModel(dsl).hasRelation('folder', 'viewer')).toBe(true);
  });

  it.each([
    ['that does not parse', 'x <', 6],
    ['that compares different types', 'x < "a"', 3],
    ['that is no bool', 'x + 1', 3],
    ['with a name that is no parameter', 'y < 1', 3],
  ])('is refused for a condition %s, with the place in its body', (_, body, column) => {
    const error = refusal(
      `${DOCUMENT}    define viewer: [user with c]\ncondition c(x: int) {\n  # explained\n  ${body}\n}\n`,
    );
    expect(error.problems[0]).toMatchObject({ line: 13, column });
  });

  it('is refused for a condition that nothing uses', () => {
    const error = refusal(`${DOCUMENT}${IN_HOURS}`);
    expect(error.message).toContain('order-model.fga:10:1 condition "in_hours" is used by no relation');
  });

  it('lists every problem at once', () => {
    const error = refusal(`${DOCUMENT}    define a: [robot, robot:*]\n    define b: [user] but not c\n`);
    expect(error.problems.map(({ line }) => line)).toEqual([10, 10, 11]);
  });

  it.each([
    ['empty text', ''],
    ['text that is no model', 'hello'],
    ['a module', 'module core\n\ntype user\n'],
    ['another schema', DOCUMENT.replace('1.1', '1.0')],
    ['a type twice', `${DOCUMENT}type user\n`],
    ['an extension', `${DOCUMENT}extend type user\n  relations\n    define a: [user]\n`],
  ])('is refused for %s', (_, dsl) => {
    expect(refusal(dsl).problems.length).toBeGreaterThan(0);
  });
});
