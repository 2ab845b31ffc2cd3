import { stepsOf, type ClaimPath } from '../../kernel/claim-path.js';

/** The kinds of attributes that claims can be. */
export const ATTRIBUTE_TYPES = ['string', 'number', 'boolean', 'string[]', 'number[]'] as const;

/** What the value of a claim must be. */
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** An attribute of the application's own. */
export interface ClaimAttribute {
  readonly type: AttributeType;
  /** @defaultValue the attribute's own name */
  readonly claim?: ClaimPath;
}

/** Which claims say what about a caller. */
export interface ClaimsMapping {
  /** A list of texts. @defaultValue the claim `roles` */
  readonly roles?: ClaimPath;
  /** A text. @defaultValue the claim `department` */
  readonly department?: ClaimPath;
  /** A whole number. @defaultValue the claim `clearance` */
  readonly clearance?: ClaimPath;
  /** A text. @defaultValue the claim `tier` */
  readonly tier?: ClaimPath;
  /** A text. @defaultValue the claim `tenant` */
  readonly tenant?: ClaimPath;
  /**
   * Further attributes by name: `{ region: { type: 'string', claim: 'r' } }`.
   *
   * @defaultValue `{}`
   * @see docs/policies.md#callers
   */
  readonly attributes?: Readonly<Record<string, ClaimAttribute>>;
}

/** What the values of each kind are. */
export interface AttributeKinds {
  readonly string: string;
  readonly number: number;
  readonly integer: number;
  readonly boolean: boolean;
  readonly 'string[]': readonly string[];
  readonly 'number[]': readonly number[];
}

/** A claim, ready to be read. */
export interface MappedClaim<Kind extends keyof AttributeKinds = keyof AttributeKinds> {
  readonly type: Kind;
  /** Member names from the outermost object inwards. */
  readonly steps: readonly string[];
}

/** {@link ClaimsMapping} with every default filled in. */
export interface ResolvedClaimsMapping {
  readonly roles: MappedClaim<'string[]'>;
  readonly department: MappedClaim<'string'>;
  readonly clearance: MappedClaim<'integer'>;
  readonly tier: MappedClaim<'string'>;
  readonly tenant: MappedClaim<'string'>;
  readonly attributes: Readonly<Record<string, MappedClaim>>;
}

/** Fills in the defaults of a mapping that has been validated. */
export function resolveClaimsMapping(mapping: ClaimsMapping = {}): ResolvedClaimsMapping {
  const attributes = Object.entries(mapping.attributes ?? {}).map(
    ([name, { type, claim }]) =>
      [name, { type, steps: claim === undefined ? [name] : stepsOf(claim) }] as const,
  );
  return {
    roles: { type: 'string[]', steps: stepsOf(mapping.roles ?? 'roles') },
    department: { type: 'string', steps: stepsOf(mapping.department ?? 'department') },
    clearance: { type: 'integer', steps: stepsOf(mapping.clearance ?? 'clearance') },
    tier: { type: 'string', steps: stepsOf(mapping.tier ?? 'tier') },
    tenant: { type: 'string', steps: stepsOf(mapping.tenant ?? 'tenant') },
    attributes: Object.fromEntries(attributes),
  };
}
