import type { AttributeValue } from '../../kernel/attribute-value.js';
import { follow } from '../../kernel/claim-path.js';
import { deny } from '../../kernel/decision.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import type { SubjectDescription } from '../../kernel/subject-describer.port.js';
import { faultOfAttribute, isAttributeValue } from './attribute-check.js';
import type { AttributeKinds, MappedClaim, ResolvedClaimsMapping } from './claims-mapping.js';

/** What is known of a caller, but for its permissions. */
export interface SubjectFacts {
  readonly roles: readonly string[];
  readonly department: string | undefined;
  readonly clearance: number | undefined;
  readonly tier: string | undefined;
  readonly tenant: string | undefined;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

type Claims = Readonly<Record<string, unknown>>;

const NO_ROLES: readonly string[] = Object.freeze([]);

/**
 * What the claims say of a caller. Absent is `undefined`, and no role at all; `null` is malformed like any other kind of value.
 *
 * @throws {@link AccessDeniedError} `ZT_POLICY_DENIED` if a claim is malformed: nobody knows what it should have said
 */
export function factsOf(claims: Claims, mapping: ResolvedClaimsMapping): SubjectFacts {
  const read = <Kind extends keyof AttributeKinds>(name: string, claim: MappedClaim<Kind>) =>
    checked(`the claim ${claim.steps.join('.')} (${name})`, claim.type, follow(claims, claim.steps));
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, claim] of Object.entries(mapping.attributes)) {
    const value = read(name, claim);
    if (value !== undefined) setOwn(attributes, name, value);
  }
  return {
    roles: read('roles', mapping.roles) ?? NO_ROLES,
    department: read('department', mapping.department),
    clearance: read('clearance', mapping.clearance),
    tier: read('tier', mapping.tier),
    tenant: read('tenant', mapping.tenant),
    attributes: Object.freeze(attributes),
  };
}

/**
 * What the application's provider says goes before what the claims say.
 *
 * @throws {@link AccessDeniedError} `ZT_POLICY_DENIED` if what it says is malformed
 */
export function completeFacts(
  facts: SubjectFacts,
  given: SubjectDescription,
  mapping: ResolvedClaimsMapping,
): SubjectFacts {
  if (typeof given !== 'object' || given === null)
    throw undescribed('the provider of subjects gave no object');
  const read = <Kind extends keyof AttributeKinds>(name: string, type: Kind, value: unknown) =>
    checked(`${name} of the provider of subjects`, type, value);
  return {
    roles: read('roles', 'string[]', given.roles) ?? facts.roles,
    department: read('department', 'string', given.department) ?? facts.department,
    clearance: read('clearance', 'integer', given.clearance) ?? facts.clearance,
    tier: read('tier', 'string', given.tier) ?? facts.tier,
    tenant: read('tenant', 'string', given.tenant) ?? facts.tenant,
    attributes: Object.freeze({ ...facts.attributes, ...attributesOf(given, mapping) }),
  };
}

/** Permissions that the provider gives. @throws AccessDeniedError `ZT_POLICY_DENIED` if they are no list of texts */
export function permissionsGiven({ permissions }: SubjectDescription): readonly string[] | undefined {
  return checked('permissions of the provider of subjects', 'string[]', permissions);
}

function attributesOf(
  { attributes = {} }: SubjectDescription,
  mapping: ResolvedClaimsMapping,
): Readonly<Record<string, AttributeValue>> {
  for (const [name, value] of Object.entries(attributes)) {
    const type = Object.hasOwn(mapping.attributes, name) ? mapping.attributes[name]?.type : undefined;
    const where = `the attribute ${name} of the provider of subjects`;
    if (type !== undefined) checked(where, type, value);
    else if (!isAttributeValue(value))
      throw undescribed(`${where} is none of the kinds that attributes may be`);
  }
  return attributes;
}

function checked<Kind extends keyof AttributeKinds>(
  where: string,
  type: Kind,
  value: unknown,
): AttributeKinds[Kind] | undefined {
  if (value === undefined) return undefined;
  const fault = faultOfAttribute(where, type, value);
  if (fault !== undefined) throw undescribed(fault);
  return value as AttributeKinds[Kind];
}

/** Not by assignment: an attribute may be called `__proto__`. */
function setOwn(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true });
}

function undescribed(reason: string): AccessDeniedError {
  return new AccessDeniedError(
    deny({
      code: 'ZT_POLICY_DENIED',
      kind: 'forbidden',
      detail: 'A policy of this service does not permit this request.',
      reason: `the caller cannot be described: ${reason}`,
    }),
  );
}
