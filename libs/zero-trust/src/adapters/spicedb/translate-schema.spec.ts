import { describe, expect, it } from 'vitest';
import { parseAuthorizationModel } from '../../authorization/relationships/model/parse-authorization-model.js';
import { translateCondition } from './translate-condition.js';
import { translateSchema } from './translate-schema.js';

const MODEL = `model
  schema 1.1
type user
type group
  relations
    define member: [user, user:*, group#member]
type doc
  relations
    define parent: [group]
    define owner: [user with in_hours]
    define blocked: [user]
    define can-view: ([user] or owner or member from parent) but not blocked
    define both: owner and member from parent
condition in_hours(hour: int, address: ipaddress) {
  hour < 18
}`;

function translate(dsl: string): string {
  return translateSchema(parseAuthorizationModel(dsl)).text;
}

describe('a model as a SpiceDB schema', () => {
  it('has a permission for each relation, and a relation for its tuples', () => {
    expect(translate(MODEL).split('\n').slice(4)).toEqual([
      '',
      expect.stringMatching(/^\/\*\* nestjs-zero-trust [0-9a-f]{64} \*\/$/u),
      'definition user {',
      '}',
      '',
      'definition group {',
      '  relation member_tuple: user | user:* | group#member',
      '  permission member = member_tuple',
      '}',
      '',
      'definition doc {',
      '  relation parent_tuple: group',
      '  permission parent = parent_tuple',
      '  relation owner_tuple: user with in_hours',
      '  permission owner = owner_tuple',
      '  relation blocked_tuple: user',
      '  permission blocked = blocked_tuple',
      '  relation zt_can_2d_view_z_tuple: user',
      '  permission zt_can_2d_view_z = ((zt_can_2d_view_z_tuple + owner + parent_tuple->member) - blocked)',
      '  permission both = (owner & parent_tuple->member)',
      '}',
    ]);
  });

  it('mentions every parameter of a condition, for SpiceDB refuses one that is not used', () => {
    expect(translate(MODEL).split('\n').slice(0, 4)).toEqual([
      'caveat in_hours(hour int, address ipaddress) {',
      '  (hour < 18',
      ') && (hour == hour || true) && (address.in_cidr("0.0.0.0/0") || true)',
      '}',
    ]);
  });

  it('lets no comment at the end of a condition swallow what follows it', () => {
    // As a model in JSON may have it.
    const expression = 'hour < 18 // office';
    const parameters = new Map([['hour', { kind: 'int' as const }]]);
    expect(translateCondition({ name: 'in_hours', parameters, expression })).toMatch(/ office\n\) && /u);
  });

  it('is marked by what it means', () => {
    const marker = (dsl: string): string => translateSchema(parseAuthorizationModel(dsl)).marker;
    expect(marker(`# a comment\n${MODEL}`)).toBe(marker(MODEL));
    expect(marker(MODEL.replace('hour < 18', 'hour < 19'))).not.toBe(marker(MODEL));
    expect(marker(MODEL.replace(' but not blocked', ''))).not.toBe(marker(MODEL));
  });

  it('cannot be had for a name that SpiceDB cannot take', () => {
    const long = 'x'.repeat(80);
    expect(() => translate(MODEL.replaceAll('group', long))).toThrow(
      /the name "x+…?" becomes 80 characters/u,
    );
  });
});
