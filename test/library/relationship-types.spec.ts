import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAuthorizationModel } from '../../libs/zero-trust/src/authorization/relationships/model/parse-authorization-model.js';
import { generateRelationshipTypes } from '../../libs/zero-trust/src/authorization/relationships/typed/generate-types.js';
import { typeCheck } from '../docs/support/type-check.js';

const FOLDER = join(import.meta.dirname, '.generated');
const MODEL = `
model
  schema 1.1
type user
type team
  relations
    define member: [user, team#member]
type order
  relations
    define owner: [user]
    define reader: [user, user:*, team#member] or owner
    define guest: [user with in_hours]
    define banned: [user]
    define viewer: (reader and owner) but not banned
    define friend-of: [team]
condition in_hours(start: timestamp, days: list<int>, limits: map<bool>) {
  start < timestamp("2030-01-01T00:00:00Z")
}
`;

const RIGHT = [
  "r.grant({ subject: 'user:a', relation: 'owner', object: 'order:1' })",
  "r.grant({ subject: 'user:*', relation: 'reader', object: 'order:1' })",
  "r.grant({ subject: 'team:a#member', relation: 'reader', object: 'order:1' })",
  "r.grant([{ subject: 'user:a', relation: 'member', object: 'team:1' }, { subject: 'team:a', relation: 'friend-of', object: 'order:1' }])",
  "r.grant({ subject: 'user:a', relation: 'guest', object: 'order:1', condition: { name: 'in_hours' } })",
  "r.grant({ subject: 'user:a', relation: 'guest', object: 'order:1', condition: { name: 'in_hours', context: { start: '2029-01-01T00:00:00Z', days: [1, '2'], limits: { a: true } } } })",
  "r.revoke({ subject: `user:${id}`, relation: 'owner', object: `order:${id}` })",
  "r.check({ subject: 'user:a', relation: 'viewer', object: 'order:1' })",
  "r.check({ subject: 'team:a#member', relation: 'reader', object: 'order:1', context: { start: 1 } })",
  "r.within({}).grant({ subject: 'user:a', relation: 'owner', object: 'order:1' })",
] as const;

const WRONG = [
  [
    'a relation that the type does not have',
    "r.grant({ subject: 'user:a', relation: 'member', object: 'order:1' })",
  ],
  [
    'a relation that nothing can be written for',
    "r.grant({ subject: 'user:a', relation: 'viewer', object: 'order:1' })",
  ],
  [
    'a type that the model does not have',
    "r.grant({ subject: 'user:a', relation: 'owner', object: 'invoice:1' })",
  ],
  [
    'a kind of subject that the relation does not take',
    "r.grant({ subject: 'team:a', relation: 'owner', object: 'order:1' })",
  ],
  [
    'everyone where only single users may be',
    "r.grant({ subject: 'team:*', relation: 'reader', object: 'order:1' })",
  ],
  ['an object without its type', "r.grant({ subject: 'user:a', relation: 'owner', object: '1' })"],
  ['a condition that is missing', "r.grant({ subject: 'user:a', relation: 'guest', object: 'order:1' })"],
  [
    'a condition where there is none',
    "r.grant({ subject: 'user:a', relation: 'owner', object: 'order:1', condition: { name: 'in_hours' } })",
  ],
  [
    'another condition',
    "r.grant({ subject: 'user:a', relation: 'guest', object: 'order:1', condition: { name: 'always' } })",
  ],
  [
    'a value of another type',
    "r.grant({ subject: 'user:a', relation: 'guest', object: 'order:1', condition: { name: 'in_hours', context: { days: 'monday' } } })",
  ],
  [
    'one wrong tuple among many',
    "r.grant([{ subject: 'user:a', relation: 'owner', object: 'order:1' }, { subject: 'user:a', relation: 'editor', object: 'order:1' }])",
  ],
  ['a revocation of nothing', "r.revoke({ subject: 'user:a', relation: 'editor', object: 'order:1' })"],
  [
    'a question about another type’s relation',
    "r.check({ subject: 'user:a', relation: 'member', object: 'order:1' })",
  ],
  [
    'a question by nobody of the model',
    "r.check({ subject: 'customer:a', relation: 'viewer', object: 'order:1' })",
  ],
  [
    'a wrong grant in a transaction',
    "r.within({}).grant({ subject: 'user:a', relation: 'editor', object: 'order:1' })",
  ],
] as const;

/** A file whose one statement is checked; the statements share the generated model. */
function write(name: string, statement: string): string {
  const file = join(FOLDER, `${name}.ts`);
  writeFileSync(
    file,
    [
      "import type { Relationships } from 'nestjs-zero-trust';",
      "import type { TestModel } from './test-model.js';",
      'export function use(r: Relationships<TestModel>, id: string): unknown {',
      `  return [id, ${statement}];`,
      '}',
    ].join('\n'),
  );
  return file;
}

describe('the types that `relationships types` writes', { timeout: 60_000 }, () => {
  let problems: readonly string[];

  beforeAll(() => {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    const types = generateRelationshipTypes(parseAuthorizationModel(MODEL), { name: 'TestModel' });
    writeFileSync(join(FOLDER, 'test-model.ts'), types);
    const right = RIGHT.map((statement, index) => write(`right-${index}`, statement));
    const wrong = WRONG.map(([, statement], index) => write(`wrong-${index}`, statement));
    problems = typeCheck([...right, ...wrong]);
  }, 60_000);

  afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

  it('compile with everything that the model permits', () => {
    expect(problems.filter((problem) => !/\.generated\/wrong-\d+\.ts/.test(problem))).toEqual([]);
  });

  it.each(WRONG.map(([what], index) => [what, index] as const))('do not compile with %s', (_what, index) => {
    const own = problems.filter((problem) => problem.includes(`.generated/wrong-${index}.ts`));
    expect(own).toHaveLength(1);
  });

  it('are the same each time', () => {
    const twice = [MODEL, MODEL].map((model) => generateRelationshipTypes(parseAuthorizationModel(model)));
    expect(twice[0]).toBe(twice[1]);
  });
});
