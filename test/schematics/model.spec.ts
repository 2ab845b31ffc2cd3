import { describe, expect, it } from 'vitest';
import { contentsOf, guardedApplication, newApplication, run } from './support/schematics.js';

const MODEL = '/model.fga';
const HEAD = 'model\n  schema 1.1\n\ntype user # people\n';
const CONDITION = 'condition before(now: timestamp, end: timestamp) {\n  now < end\n}\n';

const written = async (options: object, model: string): Promise<string> => {
  const { tree } = await run('model', options, await newApplication({ [MODEL]: model }));
  return tree.readContent(MODEL);
};

describe('model NAME', () => {
  it('adds a type whose stronger relations include the weaker ones', async () => {
    expect(await written({ name: 'OrderItem', relations: 'viewer, editor,owner' }, HEAD)).toBe(
      `${HEAD}\ntype order_item\n  relations\n    define owner: [user]\n` +
        '    define editor: [user] or owner\n    define viewer: [user] or editor\n',
    );
  });

  it('puts it before the conditions, and keeps comments and layout', async () => {
    const model = await written({ name: 'box', relations: 'opener' }, `${HEAD}\n\n\n${CONDITION}`);
    expect(model).toBe(`${HEAD}\ntype box\n  relations\n    define opener: [user]\n\n${CONDITION}`);
  });

  it.each(['', '  '])('leaves the comment of a condition with it (indent %j)', async (indent) => {
    const explained = `${indent}# Until it ends:\r\n# not after.\n${indent}${CONDITION}`;
    const model = await written(
      { name: 'box', relations: 'opener' },
      `${HEAD}# people end here\n\n${explained}`,
    );
    expect(model).toBe(
      `${HEAD}# people end here\n\ntype box\n  relations\n    define opener: [user]\n\n${explained}`,
    );
  });

  it('takes the file that is named, where there are several', async () => {
    const tree = await newApplication({ [MODEL]: HEAD, '/src/other.fga': HEAD });
    const { tree: after } = await run('model', { name: 'box', modelFile: 'src/other.fga' }, tree);
    expect(after.readContent(MODEL)).toBe(HEAD);
    expect(after.readContent('/src/other.fga')).toContain('type box');
  });

  it('says how a route asks for it', async () => {
    const { told } = await run('model', { name: 'box' }, await guardedApplication());
    expect(told).toEqual(["Routes may ask for it now: @CanAccess('viewer', 'box')"]);
  });
});

describe('model NAME, when it cannot', () => {
  const REFUSED = [
    {
      of: 'a type that is there',
      options: { name: 'organization' },
      says: "model.fga has a type 'organization' already.",
    },
    { of: 'the type of callers', options: { name: 'user' }, says: "model.fga has a type 'user' already." },
    {
      of: 'a broken model',
      changes: { [MODEL]: 'model\n  schema 1.1\ntype user\n  relations\n    define' },
      says: 'is no relationship model',
    },
    {
      of: 'a model without users',
      changes: { [MODEL]: 'model\n  schema 1.1\n\ntype service\n' },
      says: "has no type 'user'",
    },
    {
      of: 'an application without a model',
      changes: { [MODEL]: null },
      says: "name it in the module's options, relationships: embeddedRelationships({ modelFile: 'model.fga' })",
    },
    {
      of: 'a choice of models',
      changes: { '/src/a.fga': HEAD },
      says: 'There are several relationship models: model.fga, src/a.fga.',
    },
    { of: 'a file that is not there', options: { modelFile: 'other.fga' }, says: 'There is no other.fga.' },
    {
      of: 'a file that is elsewhere',
      options: { modelFile: '/../model.fga' },
      says: "'/../model.fga' is no file below the folder of package.json.",
    },
    { of: 'a name that is no name', options: { name: '1x' }, says: "'1x' cannot name a type" },
    { of: 'a name that leads elsewhere', options: { name: '../x' }, says: "'../x' cannot name a type" },
    { of: 'a name that objects have anyway', options: { name: 'constructor' }, says: 'the word is reserved' },
    { of: 'an empty name', options: { name: '' }, says: "'' cannot name a type" },
    {
      of: 'a relation that is none',
      options: { relations: 'viewer,can view' },
      says: "'can view' cannot name a relation.",
    },
    {
      of: 'a rule in place of a relation',
      options: { relations: 'viewer\n    define x: [user]' },
      says: 'cannot name a relation',
    },
    {
      of: 'a relation that is there twice',
      options: { relations: 'viewer,viewer' },
      says: "The relation 'viewer' is there twice.",
    },
    { of: 'no relation', options: { relations: '' }, says: "'' cannot name a relation." },
    { of: 'what is no Nest application', changes: { '/package.json': '{}' }, says: 'not a Nest application' },
  ];

  it.each(REFUSED)('refuses $of, and writes nothing', async ({ changes = {}, options = {}, says }) => {
    const tree = await newApplication({ ...contentsOf(await guardedApplication()), ...changes });
    const before = contentsOf(tree);
    await expect(run('model', { name: 'box', ...options }, tree)).rejects.toThrow(says);
    expect(contentsOf(tree)).toEqual(before);
  });
});
