import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { parseAuthorizationModel } from '../../../authorization/relationships/model/parse-authorization-model.js';
import { flattenUnion } from './flatten-union.js';
import { ListWriter } from './list-writer.js';
import { ProbeWriter } from './probe-writer.js';
import { Writing } from './writing.js';

const LEVELS = 28;
const DOC = { type: 'doc', relation: 'a0' };

/** Two relations a level, each made of both of the next level: 2^28 ways from the first to the last. */
function wideModel(operator: 'or' | 'and') {
  const levels = Array.from({ length: LEVELS }, (_, level) => {
    const both = `a${level + 1} ${operator} b${level + 1}`;
    return `    define a${level}: ${both}\n    define b${level}: ${both}\n`;
  });
  const last = `    define a${LEVELS}: [bot]\n    define b${LEVELS}: [bot]\n`;
  return parseAuthorizationModel(
    `model\n  schema 1.1\ntype user\ntype bot\ntype doc\n  relations\n${levels.join('')}${last}`,
  );
}

describe('a relation with more ways than anybody can follow', () => {
  it('is flattened to each of its ways once', () => {
    const leaves = flattenUnion(new Writing(wideModel('or'), 'user:eve'), DOC);
    expect(leaves.map(({ relation }) => relation)).toEqual([`a${LEVELS}`, `b${LEVELS}`]);
  });

  it('is left to a list of ids where its ways cannot be put together, even without a look-up', () => {
    const model = wideModel('and');
    expect(() => new ListWriter(new Writing(model, 'user:eve')).relation(DOC)).toThrow(/too many parts/);
    const object = { kind: 'row', id: sql.ref('docs.id') } as const;
    const probes = new ProbeWriter(new Writing(model, 'user:eve'));
    expect(() => probes.relation({ name: DOC, object })).toThrow(/too many parts/);
  });
});
