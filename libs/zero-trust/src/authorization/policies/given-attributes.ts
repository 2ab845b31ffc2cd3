import type { PolicyInput } from './policy-input.js';

/**
 * Which attributes of caller and object a policy was given, by name and kind, for the record of a denial: never their values.
 * The environment is left out, because each fact of it is worked out when it is first read.
 */
export function givenAttributes({ subject, object }: PolicyInput): readonly string[] {
  const { roles, department, clearance, tier, tenant, attributes } = subject;
  return [
    ...kindsOf('subject', { roles, department, clearance, tier, tenant, ...attributes }),
    ...(object === undefined ? [] : kindsOf('object', ownFactsOf(object))),
  ];
}

function ownFactsOf({
  owner,
  tenant,
  classification,
  sensitive,
  timeZone,
  attributes,
}: NonNullable<PolicyInput['object']>): object {
  return { owner, tenant, classification, sensitive, timeZone, ...attributes };
}

function kindsOf(holder: string, facts: object): readonly string[] {
  return Object.entries(facts).map(([name, value]) => `${holder}.${name}: ${kindOf(value)}`);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'not known';
  return Array.isArray(value) ? `list of ${value.length}` : typeof value;
}
