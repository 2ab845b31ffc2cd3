import { describe, expect, it } from 'vitest';
import { DeviceRegistry } from '../../../kernel/device-registry.port.js';
import { GeoLocator } from '../../../kernel/geo-locator.port.js';
import { RiskAssessor } from '../../../kernel/risk-assessor.port.js';
import { judgePolicy } from '../../../testing/judge-policy.js';
import { policyInput, type PolicyInputDifferences } from '../../../testing/policy-inputs.js';
import { principalOf } from '../../../testing/request-builders.js';
import type { PolicyDefinition } from '../policy-definition.js';
import { GeoFence } from './geo-fence.policy.js';
import { HasPermission } from './has-permission.policy.js';
import { HasRole } from './has-role.policy.js';
import { HasScope } from './has-scope.policy.js';
import { MaximumRisk } from './maximum-risk.policy.js';
import { MinimumClearance } from './minimum-clearance.policy.js';
import { OwnerOr } from './owner-or.policy.js';
import { SelfOr } from './self-or.policy.js';
import { TrustedDevice } from './trusted-device.policy.js';

const providers = new Map<unknown, unknown>([
  [GeoLocator, {}],
  [DeviceRegistry, {}],
  [RiskAssessor, {}],
]);

type Row = readonly [PolicyDefinition, PolicyInputDifferences, 'permit' | 'deny' | 'undecided'];

const partner = principalOf({ subject: 'alice', graphSubject: 'partner:alice' });
const scoped = principalOf({ scopes: new Set(['a', 'b']) });
const NORTH = GeoFence({ countries: ['US', 'CA'] });
const SENSITIVE = GeoFence({ countries: ['US'], when: ({ sensitive }) => sensitive as boolean });

const ROWS: readonly Row[] = [
  [HasRole('admin', 'clerk'), { subject: { roles: ['clerk'] } }, 'permit'],
  [HasRole('admin'), { subject: { roles: ['Admin', 'adm'] } }, 'deny'],
  [HasRole('admin'), {}, 'deny'],
  [HasPermission('x', 'y'), { subject: { permissions: new Set(['x', 'y']) } }, 'permit'],
  [HasPermission('x', 'y'), { subject: { permissions: new Set(['x']) } }, 'deny'],
  [HasScope('a', 'b'), { subject: { principal: scoped } }, 'permit'],
  [HasScope('a', 'c'), { subject: { principal: scoped } }, 'deny'],
  [OwnerOr(), { object: { owner: 'alice' } }, 'permit'],
  [OwnerOr(), { object: { owner: 'user:alice' } }, 'permit'],
  [OwnerOr(), { object: { owner: 'bob' } }, 'deny'],
  [OwnerOr('admin'), { object: { owner: 'bob' }, subject: { roles: ['admin'] } }, 'permit'],
  [OwnerOr('admin'), { object: { owner: 'bob' }, subject: { roles: ['clerk'] } }, 'deny'],
  [OwnerOr(), { object: {} }, 'deny'],
  [OwnerOr(), { object: { owner: '' }, subject: { id: '' } }, 'deny'],
  [OwnerOr(), {}, 'deny'],
  // Another issuer's alice is not ours.
  [OwnerOr(), { object: { owner: 'alice' }, subject: { principal: partner } }, 'deny'],
  [OwnerOr(), { object: { owner: 'partner:alice' }, subject: { principal: partner } }, 'permit'],
  [OwnerOr(), { object: { owner: 'partner:alice' } }, 'deny'],
  [SelfOr(), { params: { id: 'alice' } }, 'permit'],
  [SelfOr(), { params: { id: 'bob' } }, 'deny'],
  [SelfOr(), { params: { id: 'Alice' } }, 'deny'],
  // A second spelling of the same person would reach the handler as somebody else's id.
  [SelfOr(), { params: { id: 'user:alice' } }, 'deny'],
  [SelfOr(), { params: { id: 'partner:alice' }, subject: { principal: partner } }, 'deny'],
  [SelfOr(), { params: {} }, 'deny'],
  [SelfOr({ param: 'userId' }), { params: { id: 'alice' } }, 'deny'],
  [SelfOr(), { params: { id: 'alice' }, subject: { principal: partner } }, 'deny'],
  [SelfOr({ roles: ['admin'] }), { params: { id: 'bob' }, subject: { roles: ['admin'] } }, 'permit'],
  [
    SelfOr({ policy: HasPermission('users:delete') }),
    { params: { id: 'bob' }, subject: { permissions: new Set(['users:delete']) } },
    'permit',
  ],
  [SelfOr({ policy: HasPermission('users:delete') }), { params: { id: 'bob' } }, 'deny'],
  [MinimumClearance(3), { subject: { clearance: 3 } }, 'permit'],
  [MinimumClearance(3), { subject: { clearance: 2 } }, 'deny'],
  [MinimumClearance(0), {}, 'deny'],
  [MinimumClearance(3), { subject: { clearance: Number.NaN } }, 'deny'],
  [MinimumClearance(3, { except: ['internal'] }), { object: { classification: 'internal' } }, 'permit'],
  [MinimumClearance(3, { except: ['internal'] }), { object: { classification: 'Internal' } }, 'deny'],
  [MinimumClearance(3, { except: ['internal'] }), { object: { classification: 'secret' } }, 'deny'],
  [MinimumClearance(3, { except: ['internal'] }), { object: {} }, 'deny'],
  [MinimumClearance(3, { except: ['internal'] }), {}, 'deny'],
  [NORTH, { environment: { country: 'CA' } }, 'permit'],
  [NORTH, { environment: { country: 'MX' } }, 'deny'],
  [NORTH, { environment: { country: 'us' } }, 'deny'],
  [NORTH, {}, 'deny'],
  [SENSITIVE, { object: { sensitive: false } }, 'permit'],
  [SENSITIVE, { object: { sensitive: true } }, 'deny'],
  [SENSITIVE, { object: { sensitive: true }, environment: { country: 'US' } }, 'permit'],
  // Only `false` lets it go unfenced: not "not known", and not "no object".
  [SENSITIVE, { object: {} }, 'deny'],
  [SENSITIVE, {}, 'deny'],
  [
    GeoFence({
      countries: ['US'],
      when: () => {
        throw new Error('no idea');
      },
    }),
    { object: {}, environment: { country: 'US' } },
    'undecided',
  ],
  [TrustedDevice, { environment: { device: { id: 'd', trusted: true } } }, 'permit'],
  [TrustedDevice, { environment: { device: { id: 'd', trusted: false } } }, 'deny'],
  [TrustedDevice, { environment: { device: { id: 'd', trusted: 'yes' as unknown as boolean } } }, 'deny'],
  [TrustedDevice, {}, 'deny'],
  [MaximumRisk(40), { environment: { risk: 40 } }, 'permit'],
  [MaximumRisk(40), { environment: { risk: 40.1 } }, 'deny'],
  [MaximumRisk(100), {}, 'deny'],
  [MaximumRisk(100), { environment: { risk: Number.NaN } }, 'deny'],
];

describe('ready-made policies', () => {
  it.each(ROWS.map(([policy, differences, effect]) => ({ name: policy.name, policy, differences, effect })))(
    '$name answers $differences with $effect',
    async ({ policy, differences, effect }) => {
      expect((await judgePolicy(policy, policyInput(differences), { providers })).effect).toBe(effect);
    },
  );

  it.each<[string, () => unknown]>([
    ['HasRole without a role', () => HasRole(...([] as unknown as [string]))],
    ['HasRole with an empty one', () => HasRole('')],
    ['HasPermission without a permission', () => HasPermission(...([] as unknown as [string]))],
    ['HasScope with something else', () => HasScope(7 as unknown as string)],
    ['OwnerOr with an empty role', () => OwnerOr(' ')],
    ['SelfOr with an empty parameter', () => SelfOr({ param: '' })],
    ['MinimumClearance with no number', () => MinimumClearance(Number.NaN)],
    ['MinimumClearance below 0', () => MinimumClearance(-1)],
    ['MinimumClearance with an odd exception', () => MinimumClearance(3, { except: [''] })],
    ['GeoFence without countries', () => GeoFence({ countries: [] })],
    ['GeoFence with a name', () => GeoFence({ countries: ['Canada'] })],
    ['GeoFence in lower case', () => GeoFence({ countries: ['us'] })],
    ['MaximumRisk above 100', () => MaximumRisk(101)],
    ['MaximumRisk below 0', () => MaximumRisk(-1)],
  ])('%s cannot be declared', (_, declare) => {
    expect(declare).toThrow(TypeError);
  });

  it.each([
    [GeoFence({ countries: ['US'] }), 'nothing tells where requests come from'],
    [TrustedDevice, 'nothing recognises devices'],
    [MaximumRisk(1), 'nothing assesses the risk'],
  ])('$name says at boot that it would refuse everybody without its source', async (policy, problem) => {
    await expect(judgePolicy(policy, policyInput())).rejects.toThrow(problem);
  });
});
