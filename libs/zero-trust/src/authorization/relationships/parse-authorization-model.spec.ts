import { describe, expect, it } from 'vitest';
import { ModelError } from './model-error.js';
import { parseAuthorizationModel } from './parse-authorization-model.js';

const HEAD = 'model\n  schema 1.1\ntype user\ntype group\n  relations\n    define member: [user]\n';
const DOCUMENT = `${HEAD}type document\n  relations\n    define owner: [user]\n`;

function refusal(dsl: string): ModelError {
  try {
    parseAuthorizationModel(dsl, { file: 'order-model.fga' });
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('the model was accepted');
}

describe('reading an authorization model', () => {
  it('gives each relation a typed rewrite', () => {
    const model = parseAuthorizationModel(
      `${DOCUMENT}    define parent: [group]\n    define viewer: [user, group#member] or owner or member from parent\n`,
    );
    expect(model.relation('document', 'viewer').rewrite).toEqual({
      kind: 'union',
      children: [
        { kind: 'direct', restrictions: [{ type: 'user' }, { type: 'group', relation: 'member' }] },
        { kind: 'computed', relation: 'owner' },
        { kind: 'tuple_to_userset', tupleset: 'parent', computed: 'member' },
      ],
    });
  });

  it('has an id that follows the meaning and not the spacing or comments', () => {
    const plain = parseAuthorizationModel(DOCUMENT);
    expect(parseAuthorizationModel(DOCUMENT.replace('type group', '# people\ntype group')).id).toBe(plain.id);
    expect(parseAuthorizationModel(DOCUMENT.replace('owner', 'author')).id).not.toBe(plain.id);
  });

  it.each([
    ['an intersection', 'define viewer: [user] and owner', 'the intersection ("and") is not supported yet'],
    ['an exclusion', 'define viewer: [user] but not owner', 'the exclusion ("but not") is not supported yet'],
    [
      'a nested exclusion',
      'define viewer: [user] or (owner but not editor)',
      'the exclusion ("but not") is not supported yet',
    ],
    ['a wildcard', 'define viewer: [user, user:*]', 'the wildcard [user:*] is not supported yet'],
  ])('refuses %s by type, relation and line instead of skipping it', (_, define, message) => {
    const error = refusal(`${DOCUMENT}    ${define}\n`);
    expect(error.problems).toHaveLength(1);
    expect(error.problems[0]).toMatchObject({ line: 10, column: 5 });
    expect(error.message).toContain(`order-model.fga:10:5 relation "viewer" of type "document": ${message}`);
  });

  it('refuses a condition, also on a tupleset, where the parser itself breaks', () => {
    const condition = 'condition in_hours(now: timestamp) {\n  now.getHours() < 18\n}\n';
    const conditional = `${DOCUMENT}    define parent: [group with in_hours]\n    define viewer: member from parent\n${condition}`;
    expect(refusal(conditional).message).toContain('the condition "with in_hours" is not supported yet');
  });

  it('lists every problem at once', () => {
    const error = refusal(`${DOCUMENT}    define a: [user:*]\n    define b: [user] but not owner\n`);
    expect(error.problems.map(({ line }) => line)).toEqual([10, 11]);
  });

  it.each([
    ['a syntax error', 'definex: [user]', 10],
    ['an unknown type', 'define viewer: [robot]', 10],
    ['an unknown relation', 'define viewer: editor', 10],
    ['a relation twice', 'define owner: [user]', 10],
    ['a relation that nobody can ever have', 'define viewer: viewer', 10],
  ])('places %s by its line', (_, define, line) => {
    const error = refusal(`${DOCUMENT}    ${define}\n`);
    expect(error.reason).toBe('invalid_model');
    expect(error.problems[0]?.line).toBe(line);
  });

  it.each([
    ['empty text', ''],
    ['text that is no model', 'hello'],
  ])('refuses %s', (_, dsl) => {
    expect(refusal(dsl).problems.length).toBeGreaterThan(0);
  });
});
