import { describe, expect, it } from 'vitest';
import { ModelError } from './model-error.js';
import { parseAuthorizationModel, parseAuthorizationModelJson } from './parse-authorization-model.js';

/** A guard against hanging, not a timing. */
const PATIENCE_MS = 15_000;
const HEAD = 'model\n  schema 1.1\ntype user\ntype d\n  relations\n    define o: [user]\n';
const CONDITION = '    define v: [user with c]\ncondition c(x: int) {\n';

function relations(count: number, rewrite: (index: number) => string): string {
  return (
    HEAD + Array.from({ length: count }, (_, index) => `    define r${index}: ${rewrite(index)}\n`).join('')
  );
}

function problemsOf(dsl: string): ModelError['problems'] {
  try {
    parseAuthorizationModel(dsl);
  } catch (error) {
    if (error instanceof ModelError) return error.problems;
    throw error;
  }
  return [];
}

const parenthesised = (depth: number): string => `${'('.repeat(depth)}o or o${')'.repeat(depth)}`;

describe('a hostile model', () => {
  it.each([
    ['parentheses without end', '('.repeat(250_000)],
    ['parentheses without end, a line each', '(\n'.repeat(100_000)],
    ['parentheses in a relation', `${HEAD}    define v: ${parenthesised(17)}\n`],
    ['parentheses in every relation', relations(1_000, () => parenthesised(12))],
    ['a relation without end', `${HEAD}    define v: o${' or o'.repeat(20_000)}\n`],
    ['type restrictions without end', `${HEAD}    define v: [user${', user'.repeat(20_000)}]\n`],
    ['a condition without end', `${HEAD}${CONDITION}${'x '.repeat(100_000)}\n}\n`],
    ['a condition of parentheses', `${HEAD}${CONDITION}${'('.repeat(1_000)}x\n}\n`],
    ['too many types', `${HEAD}${Array.from({ length: 120 }, (_, index) => `type t${index}\n`).join('')}`],
    ['too many relations', relations(3_000, () => '[user]')],
    ['a circle of all relations', relations(2_000, (index) => `r${(index + 1) % 2_000}`)],
    ['garbage', 'a b c : [] # '.repeat(600)],
    ['nothing but definitions', 'define a: [user]\n'.repeat(5_000)],
    ['more than there may be', ' '.repeat(300_000)],
    ['zeroes', '\0'.repeat(1_000)],
  ])('of %s is refused and cannot hang the parser', { timeout: PATIENCE_MS }, (_, dsl) => {
    expect(() => parseAuthorizationModel(dsl)).toThrow(ModelError);
  });

  it.each([
    ['characters', ' '.repeat(262_145), 1, 262_145],
    ['characters in a statement', `${HEAD}    define v: o${' or o'.repeat(2_000)}\n`, 7, 8_193],
    ['parentheses in one another', `${HEAD}    define v: o or ${parenthesised(17)}\n`, 7, 36],
    ['types', `${HEAD}${Array.from({ length: 120 }, (_, index) => `type t${index}\n`).join('')}`, 105, 1],
    ['relations', relations(3_000, () => '[user]'), 2_506, 5],
  ])('with too many %s is refused where the limit is passed', (_, dsl, line, column) => {
    expect(problemsOf(dsl)[0]).toMatchObject({ line, column });
  });

  it('of wrong names only has their places looked for in time', { timeout: PATIENCE_MS }, () => {
    const definition = `o${' or x'.repeat(1_600)}`;
    expect(problemsOf(relations(32, () => definition))).toHaveLength(51);
  });

  it.each([
    ['a long chain of relations', relations(2_000, (index) => (index === 0 ? 'o' : `r${index - 1}`))],
    ['relations that all depend on one', relations(1_000, () => `o${' or o'.repeat(10)}`)],
  ])('of %s cannot hang the validation', { timeout: PATIENCE_MS }, (_, dsl) => {
    expect(parseAuthorizationModel(dsl).hasRelation('d', 'r999')).toBe(true);
  });

  it('that holds itself many times over, in JSON, is refused', () => {
    let rewrite: object = { this: {} };
    for (let depth = 0; depth < 100_000; depth += 1)
      rewrite = { difference: { base: rewrite, subtract: rewrite } };
    const json = { schema_version: '1.1', type_definitions: [{ type: 'a', relations: { b: rewrite } }] };
    expect(() => parseAuthorizationModelJson(json)).toThrow(ModelError);
  });

  it('gets a list of problems that somebody can read', () => {
    const dsl = relations(500, () => '[robot]');
    expect(() => parseAuthorizationModel(dsl)).toThrow('and 450 more problems');
  });
});
