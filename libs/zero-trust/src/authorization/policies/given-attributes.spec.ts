import { describe, expect, it } from 'vitest';
import { givenAttributes } from './given-attributes.js';
import type { PolicyInput } from './policy-input.js';

const SECRET = 'jane@example.com';

function inputOf(differences: object): PolicyInput {
  const subject = {
    roles: [SECRET, 'admin'],
    department: SECRET,
    clearance: 3,
    tier: undefined,
    tenant: undefined,
    attributes: { site: SECRET },
  };
  const environment = new Proxy({}, { get: () => expect.fail('a fact of the environment was read') });
  return { subject, environment, object: undefined, ...differences } as unknown as PolicyInput;
}

describe('the attributes that a policy was given', () => {
  it('are told by name and kind, without their values and without reading the environment', () => {
    const object = { type: 'order', id: '1', owner: SECRET, sensitive: true, attributes: { region: null } };
    const told = givenAttributes(inputOf({ object }));
    expect(told).toEqual([
      'subject.roles: list of 2',
      'subject.department: string',
      'subject.clearance: number',
      'subject.tier: not known',
      'subject.tenant: not known',
      'subject.site: string',
      'object.owner: string',
      'object.tenant: not known',
      'object.classification: not known',
      'object.sensitive: boolean',
      'object.timeZone: not known',
      'object.region: not known',
    ]);
    expect(told.join()).not.toContain(SECRET);
  });

  it('are only those of the caller where there is no object', () => {
    expect(givenAttributes(inputOf({})).filter((text) => text.startsWith('object'))).toEqual([]);
  });
});
