import { describeFunction } from '../../../kernel/fingerprint.js';
import { GeoLocator } from '../../../kernel/geo-locator.port.js';
import { denied, permit } from '../access-policy.js';
import type { PolicyDefinition, PolicyScope } from '../policy-definition.js';
import type { PolicyObject } from '../policy-input.js';
import { definePolicy } from './define-policy.js';

/** From where, and to what. */
export interface GeoFenceOptions {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly countries: readonly string[];
  /**
   * Which objects are fenced: only `false` lets one go unfenced.
   *
   * @defaultValue all of them
   */
  readonly when?: (object: PolicyObject) => boolean;
}

const COUNTRY = /^[A-Z]{2}$/;

/**
 * The request comes from one of these countries, by the address that trusted proxies vouch for. One that is not known is none of
 * them. Needs the option `policies.geoLocator`.
 *
 * @throws TypeError without countries, or for one that is no ISO 3166-1 alpha-2 code
 * @example
 * @Get(':id/export') @CanAccess('viewer', 'order') @Policy(GeoFence({ countries: ['US', 'CA'], when: ({ sensitive }) => sensitive !== false }))
 */
export function GeoFence({ countries, when }: GeoFenceOptions): PolicyDefinition {
  if (countries.length === 0 || !countries.every((country) => COUNTRY.test(country))) {
    throw new TypeError(
      "GeoFence: countries are two upper-case letters each (ISO 3166-1), such as ['US', 'CA'].",
    );
  }
  const allowed = new Set(countries);
  const suffix = when === undefined ? '' : `, when ${describeFunction(when)}`;
  const name = `GeoFence(${countries.join(', ')}${suffix})`;
  return definePolicy(name, (scope) => {
    reportUnlocated(name, scope);
    return ({ object, environment }) => {
      if (object !== undefined && when?.(object) === false) return permit();
      const { country } = environment;
      if (country === undefined) return denied('the country of the request is not known');
      return allowed.has(country) ? permit() : denied('the request comes from another country');
    };
  });
}

function reportUnlocated(name: string, scope: PolicyScope): void {
  if (scope.provider(GeoLocator) !== undefined) return;
  scope.report({
    problem: `@Policy(${name}) would refuse everybody: nothing tells where requests come from`,
    remedy:
      "Set the option 'policies.geoLocator', for instance to maxmindFile('…') of nestjs-zero-trust/geoip.",
  });
}
