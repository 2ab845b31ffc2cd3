import { describe, expect, it } from 'vitest';
import { parseAuthorizationModel } from '../../authorization/relationships/model/parse-authorization-model.js';
import { SchemaNames, schemaName, tupleRelation } from './schema-names.js';

/** What SpiceDB takes for a name. */
const ACCEPTED = /^[a-z][a-z0-9_]{1,62}[a-z0-9]$/u;

describe('the names of a model in a SpiceDB schema', () => {
  it.each(['viewer', 'can_view', 'member2', 'abc'])('%s stays as it is', (name) => {
    expect(schemaName(name)).toBe(name);
  });

  it.each([
    'a',
    'ab',
    'can-view',
    'Viewer',
    'übung',
    '文書',
    'a.b',
    '2fa',
    'a_',
    '_a',
    'zt_a_z',
    'relation',
    'self',
  ])('%s becomes one that SpiceDB takes', (name) => {
    expect(schemaName(name)).toMatch(ACCEPTED);
    expect(schemaName(name)).not.toBe(name);
  });

  it('never makes two names one', () => {
    const parts = ['a', 'b', '-', '_', 'A', '2', '_2d_', 'zt_', '_z', '_tuple'];
    const names = parts.flatMap((one) => parts.flatMap((other) => parts.map((third) => one + other + third)));
    const distinct = new Set(names);
    const written = [...distinct].flatMap((name) => [schemaName(name), tupleRelation(name)]);
    expect(new Set(written).size).toBe(2 * distinct.size);
  });

  it('refuses a name that becomes too long, and says which', () => {
    expect(() => schemaName('文'.repeat(12))).toThrow(/"文文.*choose a shorter one/u);
  });

  it('are found again', () => {
    const names = new SchemaNames(
      parseAuthorizationModel(
        'model\n  schema 1.1\ntype U\ntype doc\n  relations\n    define can-view: [U]\n',
      ),
    );
    expect(names.type(schemaName('U'))).toBe('U');
    expect(names.relation(schemaName('can-view'))).toBe('can-view');
    expect(names.tupleRelation(tupleRelation('can-view'))).toBe('can-view');
    expect(names.type('user')).toBe(undefined);
  });
});
