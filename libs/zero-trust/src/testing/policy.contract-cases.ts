import type { Obligation } from '../authorization/policies/obligation.js';
import type { ContractInput } from './policy.contract-inputs.js';

/**
 * The policies that an implementation brings along, and what each says:
 *
 * - `cleared`: permits what is `internal`, and else whoever has a clearance of at least 3; undecided where that cannot be told
 * - `no-embargo`: denies requests from the countries `KP` and `SY`, and permits all others; undecided without a country
 * - `on-conditions`: permits everybody, with {@link CONTRACT_OBLIGATIONS}
 * - `staff`: denies the role `banned`, permits the role `staff`, and abstains on everybody else
 * - `office-hours`: permits 09:00 ≤ t < 17:00 in the time zone of the object; undecided without one, and where there is none
 *   of that name
 * - `broken`: fails on every request
 */
export type ContractPolicy = 'cleared' | 'no-embargo' | 'on-conditions' | 'staff' | 'office-hours' | 'broken';

/** What the permits of `on-conditions` demand. */
export const CONTRACT_OBLIGATIONS: readonly Obligation[] = [
  { type: 'mask', fields: ['marginCents', 'customer.email'] },
  { type: 'step-up', maxAgeSeconds: 300, acrValues: ['phr'] },
  { type: 'log', facts: { why: 'conditions', level: 2, tried: true } },
];

/** One input, and what a policy should say to it. */
export interface PolicyContractCase {
  readonly policy: ContractPolicy;
  readonly promise: string;
  readonly input: ContractInput;
  readonly effect: 'permit' | 'deny' | 'undecided';
}

const SECRET = { classification: 'confidential' };

/** What is no clearance, whatever types say. */
const MALFORMED_CLEARANCES: readonly unknown[] = [
  '3',
  '',
  null,
  [3],
  { value: 3 },
  true,
  Number.NaN,
  3.5,
  1e300,
];

/** What every policy contract holds. */
export const POLICY_CONTRACT_CASES: readonly PolicyContractCase[] = [
  ...effects('cleared', [
    ['permits what it need not judge further', {}, 'permit'],
    ['permits at the limit', { object: SECRET, subject: { clearance: 3 } }, 'permit'],
    ['denies below the limit', { object: SECRET, subject: { clearance: 2 } }, 'deny'],
    ['is undecided about an attribute that nobody gave', { object: SECRET }, 'undecided'],
    [
      'is undecided where its object has no such attribute',
      { object: { classification: undefined } },
      'undecided',
    ],
    ...MALFORMED_CLEARANCES.map(
      (clearance) =>
        [
          `is undecided about a clearance of ${show(clearance)}`,
          { object: SECRET, subject: { clearance } },
          'undecided',
        ] as const,
    ),
  ]),
  ...effects('no-embargo', [
    ['denies what it names', { environment: { country: 'KP' } }, 'deny'],
    ['permits what it does not name', { environment: { country: 'US' } }, 'permit'],
    ['is undecided about what is not known', {}, 'undecided'],
    ['is undecided about what is malformed', { environment: { country: 7 } }, 'undecided'],
  ]),
  ...effects('staff', [
    ['permits one role', { subject: { roles: ['staff'] } }, 'permit'],
    ['lets the denial win', { subject: { roles: ['staff', 'banned'] } }, 'deny'],
    ['abstains where neither holds', { subject: { roles: ['guest'] } }, 'undecided'],
    ['abstains on nobody’s roles', {}, 'undecided'],
    ['does not take a text for a list', { subject: { roles: 'staff' } }, 'undecided'],
    [
      'does not take a list of something else for one of texts',
      { subject: { roles: [['staff']] } },
      'undecided',
    ],
  ]),
  ...effects('office-hours', [
    ['permits from the first minute', at('2026-03-09T13:00:00Z', 'America/New_York'), 'permit'],
    ['denies the second before', at('2026-03-09T12:59:59.999Z', 'America/New_York'), 'deny'],
    ['permits the last second', at('2026-03-09T20:59:59.999Z', 'America/New_York'), 'permit'],
    ['denies the end itself', at('2026-03-09T21:00:00Z', 'America/New_York'), 'deny'],
    ['goes by daylight saving time', at('2026-03-06T13:59:59Z', 'America/New_York'), 'deny'],
    [
      'is undecided about a time zone that there is not',
      at('2026-03-09T13:00:00Z', 'Mars/Olympus'),
      'undecided',
    ],
    ['is undecided without a time zone', { object: { timeZone: undefined } }, 'undecided'],
  ]),
  ...effects('broken', [['is undecided, and throws nothing', {}, 'undecided']]),
];

type Row = readonly [promise: string, input: ContractInput, effect: PolicyContractCase['effect']];

function effects(policy: ContractPolicy, rows: readonly Row[]): readonly PolicyContractCase[] {
  return rows.map(([promise, input, effect]) => ({ policy, promise, input, effect }));
}

function at(now: string, timeZone: string): ContractInput {
  return { environment: { now: new Date(now) }, object: { timeZone } };
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
