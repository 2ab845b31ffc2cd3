import type { DeviceRegistry } from '../../kernel/device-registry.port.js';
import type { GeoLocator } from '../../kernel/geo-locator.port.js';
import type { RiskAssessor } from '../../kernel/risk-assessor.port.js';
import {
  resolveClaimsMapping,
  type ClaimsMapping,
  type ResolvedClaimsMapping,
} from '../subjects/claims-mapping.js';

/** What policies learn, and from whom. */
export interface PoliciesOptions {
  /** Which claims say what about a caller: a path such as `realm_access.roles`, or a list of member names. */
  readonly claims?: ClaimsMapping;
  /**
   * Tells the country of an address, such as `maxmindFile('…')`.
   *
   * @defaultValue none: the country of a request is not known
   * @see docs/policies.md#surroundings
   */
  readonly geoLocator?: GeoLocator;
  /**
   * Tells the risk of a request.
   *
   * @defaultValue none: the risk of a request is not known
   * @see docs/policies.md#surroundings
   */
  readonly riskAssessor?: RiskAssessor;
  /**
   * Knows the devices of callers.
   *
   * @defaultValue none: devices are not known
   * @see docs/policies.md#surroundings
   */
  readonly deviceRegistry?: DeviceRegistry;
  /**
   * Files of rules, by their paths from the working directory. Changes come into force without a restart.
   *
   * @defaultValue `[]`: none
   * @see docs/policy-rules.md
   */
  readonly rules?: readonly (string | URL)[];
}

/** {@link PoliciesOptions} with every default filled in. */
export interface ResolvedPoliciesOptions {
  readonly claims: ResolvedClaimsMapping;
  readonly geoLocator: GeoLocator | undefined;
  readonly riskAssessor: RiskAssessor | undefined;
  readonly deviceRegistry: DeviceRegistry | undefined;
  readonly rules: readonly (string | URL)[];
}

/** Injection token of the {@link ResolvedPoliciesOptions}. */
export const ResolvedPoliciesOptions = Symbol('ResolvedPoliciesOptions');

/** Fills in the defaults. What is passed stays as it is. */
export function resolvePoliciesOptions(options: PoliciesOptions = {}): ResolvedPoliciesOptions {
  return {
    claims: resolveClaimsMapping(options.claims),
    geoLocator: options.geoLocator,
    riskAssessor: options.riskAssessor,
    deviceRegistry: options.deviceRegistry,
    rules: Object.freeze([...(options.rules ?? [])]),
  };
}
