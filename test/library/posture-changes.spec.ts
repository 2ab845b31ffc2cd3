import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import {
  anyOf,
  BusinessHours,
  comparePostures,
  GeoFence,
  HasRole,
  not,
  Permissions,
  Policy,
  Posture,
  rule,
  Scopes,
  SelfOr,
  StepUp,
  type GeoFenceOptions,
  type PolicyDefinition,
  type RoutePosture,
  type StepUpOptions,
  type Weekday,
  type ZeroTrustOptions,
} from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boot, controllerWith } from './support/boot.js';

const LOCATOR = { locate: () => undefined };

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posture-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function postureOf(
  decorator: MethodDecorator,
  options: Partial<ZeroTrustOptions> = {},
): Promise<readonly RoutePosture[]> {
  const controllers: readonly Type[] = [controllerWith('', Scopes('orders'), decorator)];
  const app = await boot({ controllers, options: { policies: { geoLocator: LOCATOR }, ...options } });
  try {
    return app.get(Posture).routes();
  } finally {
    await app.close();
  }
}

async function hasWeakened(before: MethodDecorator, after: MethodDecorator): Promise<boolean> {
  const changes = comparePostures(await postureOf(before), await postureOf(after));
  return changes.some(({ isWeaker }) => isWeaker);
}

function hours(days?: readonly Weekday[]): PolicyDefinition {
  return BusinessHours({ from: '09:00', to: '17:00', timeZone: 'UTC', days });
}

function fence(when?: GeoFenceOptions['when']): MethodDecorator {
  return Policy(GeoFence({ countries: ['US'], when }));
}

function stepUp(exempt: StepUpOptions['exempt']): MethodDecorator {
  return StepUp({ maxAgeSeconds: 300, exempt });
}

/** Both are called `exempt`, as they would be after an edit. */
const isService = { exempt: ({ actor }: { readonly actor: unknown }) => actor === undefined }.exempt;
const isAnybody = { exempt: () => true }.exempt;

async function withRule(decorator: MethodDecorator, text: string): Promise<readonly RoutePosture[]> {
  const file = join(folder, 'rules.yaml');
  await writeFile(file, `rules:\n  europe:\n    description: Only from here.\n${text}`);
  return postureOf(decorator, { policies: { rules: [file] } });
}

function withRoles(roles: Readonly<Record<string, readonly string[]>>, wildcards = false) {
  return postureOf(Permissions('users:delete'), { permissions: { roles, wildcards } });
}

describe('a comparison of postures shows that it is weaker', () => {
  it.each<[string, MethodDecorator, MethodDecorator]>([
    ['to have more days of business', Policy(hours()), Policy(hours(['Monday', 'Saturday']))],
    ['to fence fewer objects', fence(), fence(() => false)],
    [
      'to fence objects by another function',
      fence(({ sensitive }) => sensitive !== false),
      fence(() => false),
    ],
    ['to exempt by another function', stepUp(isService), stepUp(isAnybody)],
  ])('%s', async (_, before, after) => {
    expect(await hasWeakened(before, after)).toBe(true);
    expect(await hasWeakened(after, after)).toBe(false);
  });

  it('not to say the default days', async () => {
    const workdays = hours(['Friday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday']);
    expect(await hasWeakened(Policy(hours()), Policy(workdays))).toBe(false);
  });

  it.each([
    ['by itself', rule('europe')],
    ['in a combination', anyOf(HasRole('x'), not(rule('europe')))],
    ['behind SelfOr', SelfOr({ policy: rule('europe') })],
  ])('to have another text of a rule %s', async (_, policy) => {
    const before = await withRule(Policy(policy), '    permit_if: subject.id == "a"\n');
    const same = await withRule(Policy(policy), '    # A remark.\n    permit_if: subject.id == "a"\n');
    const after = await withRule(Policy(policy), '    permit_if: "true"\n');
    expect(comparePostures(before, same)).toEqual([]);
    expect(comparePostures(before, after)).toMatchObject([
      { before: expect.stringMatching(/^text of rule europe#[0-9a-f]{8}$/), isWeaker: true },
      { after: expect.stringMatching(/^text of rule europe#[0-9a-f]{8}$/) },
    ]);
  });

  it.each<[string, Parameters<typeof withRoles>]>([
    ['one more role', [{ admin: ['users:delete'], clerk: ['users:delete'] }]],
    ['a wildcard', [{ admin: ['users:delete'], clerk: ['users:*'] }, true]],
  ])('to give a permission to %s', async (_, granted) => {
    const before = await withRoles({ admin: ['users:delete'], clerk: ['users:read'] });
    expect(comparePostures(before, await withRoles(...granted))).toMatchObject([
      { before: 'permission users:delete (role admin)', isWeaker: true },
      { after: 'permission users:delete (role admin or role clerk)' },
    ]);
  });
});
