import { describe, expect, it } from 'vitest';
import { judgePolicy } from '../../../testing/judge-policy.js';
import { policyInput } from '../../../testing/policy-inputs.js';
import { BusinessHours, type BusinessHoursOptions } from './business-hours.policy.js';

const OFFICE = { from: '09:00', to: '17:00', timeZone: 'object' } as const;

async function effectAt(
  now: string,
  timeZone: unknown,
  options: BusinessHoursOptions = OFFICE,
): Promise<string> {
  const input = policyInput({
    object: { timeZone: timeZone as string },
    environment: { now: new Date(now) },
  });
  return (await judgePolicy(BusinessHours(options), input)).effect;
}

describe('BusinessHours', () => {
  it.each([
    // New York in winter is 5 hours behind UTC. 2026-01-14 is a Wednesday.
    ['2026-01-14T13:59:59.999Z', 'America/New_York', 'deny'],
    ['2026-01-14T14:00:00.000Z', 'America/New_York', 'permit'],
    ['2026-01-14T21:59:59.999Z', 'America/New_York', 'permit'],
    ['2026-01-14T22:00:00.000Z', 'America/New_York', 'deny'],
    // The day begins and ends by the clock of the place: Friday evening there is Saturday in UTC, and Monday morning Sunday.
    ['2026-01-16T21:59:59.999Z', 'America/New_York', 'permit'],
    ['2026-01-17T15:00:00.000Z', 'America/New_York', 'deny'],
    ['2026-01-18T23:00:00.000Z', 'Pacific/Auckland', 'permit'],
    ['2026-01-16T03:59:59.999Z', 'Pacific/Auckland', 'permit'],
    ['2026-01-16T23:00:00.000Z', 'Pacific/Auckland', 'deny'],
    // Quarters of an hour count, too.
    ['2026-01-14T03:14:59.999Z', 'Asia/Kathmandu', 'deny'],
    ['2026-01-14T03:15:00.000Z', 'Asia/Kathmandu', 'permit'],
  ])('at %s in %s: %s', async (now, timeZone, effect) => {
    expect(await effectAt(now, timeZone)).toBe(effect);
  });

  it.each([
    // New York springs forward on Sunday 8 March 2026; the Friday before is on winter time, the Monday after on summer time.
    ['2026-03-06T13:30:00Z', 'America/New_York', 'deny'],
    ['2026-03-06T14:00:00Z', 'America/New_York', 'permit'],
    ['2026-03-09T12:59:59.999Z', 'America/New_York', 'deny'],
    ['2026-03-09T13:00:00Z', 'America/New_York', 'permit'],
    ['2026-03-09T21:00:00Z', 'America/New_York', 'deny'],
    // and falls back on Sunday 1 November 2026.
    ['2026-10-30T13:00:00Z', 'America/New_York', 'permit'],
    ['2026-11-02T13:00:00Z', 'America/New_York', 'deny'],
    ['2026-11-02T14:00:00Z', 'America/New_York', 'permit'],
    // London changes on Sunday 29 March and Sunday 25 October 2026.
    ['2026-03-27T08:30:00Z', 'Europe/London', 'deny'],
    ['2026-03-30T08:00:00Z', 'Europe/London', 'permit'],
    ['2026-03-30T16:00:00Z', 'Europe/London', 'deny'],
    ['2026-10-23T08:00:00Z', 'Europe/London', 'permit'],
    ['2026-10-26T08:00:00Z', 'Europe/London', 'deny'],
    ['2026-10-26T16:59:59.999Z', 'Europe/London', 'permit'],
  ])('goes by summer time: at %s in %s: %s', async (now, timeZone, effect) => {
    expect(await effectAt(now, timeZone)).toBe(effect);
  });

  it.each([
    // On 1 November 2026 the hour from 01:00 comes twice in New York: business, each time.
    ['2026-11-01T04:59:59.999Z', 'deny'],
    ['2026-11-01T05:00:00Z', 'permit'],
    ['2026-11-01T06:00:00Z', 'permit'],
    ['2026-11-01T06:59:59.999Z', 'permit'],
    ['2026-11-01T07:00:00Z', 'deny'],
  ])('takes the hour that comes twice twice: %s: %s', async (now, effect) => {
    const options = { from: '01:00', to: '02:00', days: ['Sunday'], timeZone: 'America/New_York' } as const;
    expect(await effectAt(now, undefined, options)).toBe(effect);
  });

  it.each(['2026-03-08T06:59:59.999Z', '2026-03-08T07:00:00Z'])(
    'has no business in the hour that is left out: %s',
    async (now) => {
      const options = { from: '02:00', to: '03:00', days: ['Sunday'], timeZone: 'America/New_York' } as const;
      expect(await effectAt(now, undefined, options)).toBe('deny');
    },
  );

  it.each([
    ['2026-01-14T23:59:59.999Z', 'permit'],
    ['2026-01-15T00:00:00.000Z', 'permit'],
    ['2026-01-17T00:00:00.000Z', 'deny'],
  ])('can last until midnight: %s: %s', async (now, effect) => {
    expect(await effectAt(now, undefined, { from: '00:00', to: '24:00', timeZone: 'UTC' })).toBe(effect);
  });

  it.each([undefined, null, '', 'Mars/Olympus', 'America', 7, {}, '../etc/passwd', 'x'.repeat(500)])(
    'stays undecided where the object has no known time zone: %j',
    async (timeZone) => {
      expect(await effectAt('2026-01-14T15:00:00Z', timeZone)).toBe('undecided');
    },
  );

  it('stays undecided where there is no object to have a time zone', async () => {
    expect((await judgePolicy(BusinessHours(OFFICE), policyInput())).effect).toBe('undecided');
  });

  it.each<[string, Partial<Record<keyof BusinessHoursOptions, unknown>>]>([
    ["'9:00'", { from: '9:00' }],
    ["'09:60'", { from: '09:60' }],
    ["'25:00'", { to: '25:00' }],
    ['across midnight', { from: '22:00', to: '06:00' }],
    ['nothing at all', { from: '09:00', to: '09:00' }],
    ['days are some of', { days: [] }],
    ['days are some of', { days: ['Funday'] }],
    ["'Mars/Olympus' is no time zone", { timeZone: 'Mars/Olympus' }],
    ["'' is no time zone", { timeZone: '' }],
  ])('refuses to be declared with %s', (_, mistake) => {
    expect(() => BusinessHours({ ...OFFICE, ...mistake } as BusinessHoursOptions)).toThrow(TypeError);
  });
});
