import { describe, expect, it } from 'vitest';
import { ModelError } from './model-error.js';
import { parseAuthorizationModel, parseAuthorizationModelJson } from './parse-authorization-model.js';
import { transformDsl } from './transform-dsl.js';

const DSL = `model
  schema 1.1
type user
type folder
  relations
    define owner: [user, user:* with recent]
    define parent: [folder]
    define viewer: (owner or viewer from parent) but not blocked
    define blocked: [user, folder#owner]
condition recent(at: timestamp, any_list: list<any>, any_map: map<any>, whatever: any, limits: map<int>) {
  at > timestamp("2024-01-01T00:00:00Z")
}
`;

const REFERENCE = { relation: 'owner' };

function withFolder(folder: object, rest: object = {}): object {
  return {
    schema_version: '1.1',
    type_definitions: [{ type: 'user' }, { type: 'folder', ...folder }],
    ...rest,
  };
}

function withOwner(restriction: object, rest?: object): object {
  const metadata = { relations: { owner: { directly_related_user_types: [restriction] } } };
  return withFolder({ relations: { owner: { this: {} } }, metadata }, rest);
}

function withRelation(rewrite: unknown): object {
  return withFolder({ relations: { owner: rewrite } });
}

function withCondition(condition: unknown): object {
  return withOwner({ type: 'user', condition: 'c' }, { conditions: { c: condition } });
}

describe('a model in JSON', () => {
  it.each([
    ['parsed', transformDsl(DSL)],
    ['as text', JSON.stringify(transformDsl(DSL))],
  ])('is the same model as its text in the language, %s', (_, json) => {
    expect(parseAuthorizationModelJson(json).id).toBe(parseAuthorizationModel(DSL).id);
  });

  it('may leave out what is empty, in each of the ways in which servers and clients do', () => {
    const restriction = { type: 'user', relation: '', condition: '', wildcard: null };
    const model = parseAuthorizationModelJson(withOwner(restriction, { conditions: null }));
    expect(model.relation('folder', 'owner').rewrite).toEqual({
      kind: 'direct',
      restrictions: [{ type: 'user' }],
    });
  });

  it('may have a condition that nothing uses, as on a server', () => {
    const unused = { name: 'c', expression: 'true', parameters: {} };
    expect(
      parseAuthorizationModelJson(withOwner({ type: 'user' }, { conditions: { c: unused } })).conditions.size,
    ).toBe(1);
  });

  it('may nest the types of parameters', () => {
    const string = { type_name: 'TYPE_NAME_STRING' };
    const list = { type_name: 'TYPE_NAME_LIST', generic_types: [string] };
    const x = { type_name: 'TYPE_NAME_MAP', generic_types: [list] };
    const model = parseAuthorizationModelJson(
      withCondition({ name: 'c', expression: '"b" in x.a', parameters: { x } }),
    );
    expect(model.conditions.get('c')?.evaluate({}, { x: { a: ['b'] } })).toBe(true);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['text that is no JSON', '{'],
    ['text that is too long', ' '.repeat(300_000)],
    ['an empty object', {}],
    ['no types', { schema_version: '1.1', type_definitions: [] }],
    ['types that are none', { schema_version: '1.1', type_definitions: [null, 5, 'user'] }],
    ['another schema', { ...withOwner({ type: 'user' }), schema_version: '1.0' }],
    ['a type twice', { schema_version: '1.1', type_definitions: [{ type: 'user' }, { type: 'user' }] }],
    ['a type without a name', { schema_version: '1.1', type_definitions: [{}] }],
    ['a type with a space', { schema_version: '1.1', type_definitions: [{ type: 'a b' }] }],
    ['a relation with a hash', withFolder({ relations: { 'a#b': { this: {} } } })],
    ['no rewrite', withRelation({})],
    ['a rewrite that is none', withRelation({ nothing: {} })],
    ['a rewrite of every object', withRelation(JSON.parse('{"constructor": {}}'))],
    ['two rewrites', withRelation({ this: {}, computedUserset: REFERENCE })],
    ['a direct relation for nobody', withRelation({ this: {} })],
    ['a union of one', withRelation({ union: { child: [{ this: {} }] } })],
    ['a union of nothing', withRelation({ union: {} })],
    ['an exclusion of nothing', withRelation({ difference: { base: { this: {} } } })],
    ['a computed relation that is none', withRelation({ computedUserset: {} })],
    ['a restriction to no type', withOwner({})],
    [
      'a restriction with a wildcard and a relation',
      withOwner({ type: 'folder', relation: 'owner', wildcard: {} }),
    ],
    ['a condition that is no text, and would be none', withOwner({ type: 'user', condition: 5 })],
    ['a condition that there is not', withOwner({ type: 'user', condition: 'nothing' })],
    ['a condition without an expression', withCondition({ name: 'c' })],
    ['a condition with another name', withCondition({ name: 'd', expression: 'true' })],
    ['a parameter without a type', withCondition({ name: 'c', expression: 'x', parameters: { x: {} } })],
    [
      'a list of nothing',
      withCondition({ name: 'c', expression: 'true', parameters: { x: { type_name: 'TYPE_NAME_LIST' } } }),
    ],
    [
      'type restrictions of a relation that no tuple can give',
      withFolder({
        relations: { owner: { computedUserset: { relation: 'b' } }, b: { this: {} } },
        metadata: {
          relations: {
            owner: { directly_related_user_types: [{ type: 'user' }] },
            b: { directly_related_user_types: [{ type: 'user' }] },
          },
        },
      }),
    ],
  ])('is refused when it is or has %s', (_, json) => {
    expect(() => parseAuthorizationModelJson(json)).toThrow(ModelError);
  });
});
