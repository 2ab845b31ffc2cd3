import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../authorization/relationships/model/model-fingerprint.js';
import { parseAuthorizationModel } from '../../authorization/relationships/model/parse-authorization-model.js';
import { transformDsl } from '../../authorization/relationships/model/transform-dsl.js';
import { fingerprintOfStored, type StoredModel } from './model-fingerprint.js';

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

const CONDITIONAL = `model
  schema 1.1
type user
type team
  relations
    define lead: [user, user:*]
    define member: [user]
    define outsider: lead but not member
type order
  relations
    define team: [team with in_hours]
condition in_hours(hour: int, zone: string) {
  hour < 18 &&
    zone == "UTC"
}`;

const stored = (dsl: string): StoredModel => transformDsl(dsl) as StoredModel;
const of = (dsl: string): string => fingerprint(parseAuthorizationModel(dsl));

describe('the fingerprint of a model', () => {
  it('is the same for the model that the server keeps', () => {
    expect(fingerprintOfStored(stored(MODEL))).toBe(of(MODEL));
  });

  it('is the same where a condition has parameters of any type', () => {
    const any = CONDITIONAL.replace('zone: string', 'zone: any, zones: list<any>');
    expect(fingerprintOfStored(stored(any))).toBe(of(any));
    expect(of(any)).not.toBe(of(CONDITIONAL));
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

  it('is the same for conditions, however the server prints them', () => {
    expect(fingerprintOfStored(stored(CONDITIONAL))).toBe(of(CONDITIONAL));
  });

  it.each([
    ['an exclusion', CONDITIONAL.replace('lead but not member', 'lead')],
    ['a wildcard', CONDITIONAL.replace('user:*', 'user')],
    ['the condition of a kind', CONDITIONAL.replace('[team with in_hours]', '[team, team with in_hours]')],
    ['the expression of a condition', CONDITIONAL.replace('hour < 18', 'hour < 19')],
    ['the type of a parameter', CONDITIONAL.replace('hour: int', 'hour: uint').replace('18', '18u')],
  ])('changes with %s', (_what, changed) => {
    expect(of(changed)).not.toBe(of(CONDITIONAL));
  });

  it.each([undefined, null, {}, { type_definitions: 1 }, 'model'])(
    'of %j is not that of a model',
    (damaged) => {
      expect(fingerprintOfStored(damaged as unknown as StoredModel)).not.toBe(of(MODEL));
    },
  );
});
