import { DeviceRegistry } from '../../../kernel/device-registry.port.js';
import { denied, permit } from '../access-policy.js';
import type { PolicyDefinition } from '../policy-definition.js';
import { definePolicy } from './define-policy.js';

/**
 * The request comes from a device that somebody has vouched for. Needs the option `policies.deviceRegistry`.
 *
 * @example
 * @Post('payouts') @Scopes('payouts:write') @Policy(TrustedDevice)
 */
export const TrustedDevice: PolicyDefinition = definePolicy('TrustedDevice', (scope) => {
  if (scope.provider(DeviceRegistry) === undefined) {
    scope.report({
      problem: '@Policy(TrustedDevice) would refuse everybody: nothing recognises devices',
      remedy: "Set the option 'policies.deviceRegistry'.",
    });
  }
  return ({ environment: { device } }) =>
    device?.trusted === true
      ? permit()
      : denied(device === undefined ? 'the device is not known' : 'the device is not trusted');
});
