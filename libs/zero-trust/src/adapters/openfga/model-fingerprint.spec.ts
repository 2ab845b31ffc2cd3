import { transformer } from '@openfga/syntax-transformer';
import { describe, expect, it } from 'vitest';
import { parseAuthorizationModel } from '../../authorization/relationships/parse-authorization-model.js';
import { fingerprint, fingerprintOfStored, type StoredModel } from './model-fingerprint.js';

const MODEL = `model
  schema 1.1
type user
type team
  relations
    define lead: [user]
    define member: [user, team#member] or lead
type order
  relations
    define team: [team]
    define viewer: member from team`;

const stored = (dsl: string): StoredModel => transformer.transformDSLToJSONObject(dsl);
const of = (dsl: string): string => fingerprint(parseAuthorizationModel(dsl));

describe('the fingerprint of a model', () => {
  it('is the same for the model that the server keeps', () => {
    expect(fingerprintOfStored(stored(MODEL))).toBe(of(MODEL));
  });

  it('does not depend on comments, spacing or the order of types and relations', () => {
    const reordered = `# orders
model
  schema 1.1
type order
  relations
    define viewer: member from team
    define team: [team]
type team
  relations
    define member:  [user, team#member] or lead
    define lead: [user]
type user`;
    expect(of(reordered)).toBe(of(MODEL));
  });

  it.each([
    ['a relation', MODEL.replace(' or lead', '')],
    ['a kind of subject', MODEL.replace('[user, team#member]', '[user]')],
    ['a type', `${MODEL}\ntype region`],
    ['the tupleset', MODEL.replace('member from team', 'lead from team')],
  ])('changes with %s', (_what, changed) => {
    expect(of(changed)).not.toBe(of(MODEL));
  });

  it('is none for a model of the server that uses what is not supported', () => {
    const excluding = `${MODEL}\n    define blocked: [user]\n    define buyer: viewer but not blocked`;
    expect(fingerprintOfStored(stored(excluding))).toBe(undefined);
  });

  it.each([undefined, null, {}, { type_definitions: 1 }, 'model'])(
    'of %j is not that of a model',
    (damaged) => {
      expect(fingerprintOfStored(damaged as unknown as StoredModel)).not.toBe(of(MODEL));
    },
  );
});
