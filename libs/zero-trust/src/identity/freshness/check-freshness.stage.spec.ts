import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../kernel/errors.js';
import type { Authentication, Principal } from '../../kernel/principal.js';
import { PUBLIC } from '../../kernel/public.decorator.js';
import { RequestContext } from '../../kernel/request-context.js';
import type { DeclarationKey, RouteDeclaration } from '../../kernel/route-declaration.js';
import { inboundRequest, principalOf } from '../../testing/request-builders.js';
import { CheckFreshnessStage } from './check-freshness.stage.js';
import { STEP_UPS, type StepUpOptions } from './step-up.decorator.js';

const NOW_SECONDS = 1_800_000_000;
const MALLORY = { issuer: 'https://auth.test.example', subject: 'mallory', clientId: undefined };
const stage = new CheckFreshnessStage({ now: () => NOW_SECONDS * 1_000 + 999 });

function routeWith(stepUps: readonly unknown[], reasons: readonly string[] = []): RouteDeclaration {
  const declared = new Map<unknown, readonly unknown[]>([
    [STEP_UPS, stepUps],
    [PUBLIC, reasons],
  ]);
  return {
    name: 'OrdersController.remove',
    method: 'DELETE',
    paths: ['/orders/:id'],
    controller: class {},
    handler: () => undefined,
    parameters: [],
    mounts: [],
    pathParameters: ['id'],
    declared: <T>(key: DeclarationKey<T>) => (declared.get(key) ?? []) as readonly T[],
    foreign: () => undefined,
  };
}

function judge(stepUps: readonly StepUpOptions[], principal?: Principal) {
  const findings: Omit<Finding, 'where'>[] = [];
  const check = stage.compile(routeWith(stepUps), (finding) => findings.push(finding));
  expect(findings).toEqual([]);
  const context = new RequestContext({ decisionId: randomUUID(), receivedAt: 0, request: inboundRequest() });
  context.principal = principal;
  return check?.(context);
}

function signedIn(time: number | undefined, acr?: string): Principal {
  return principalOf({ authentication: { acr, amr: [], time } });
}

const RECENT: StepUpOptions = { maxAgeSeconds: 300 };
const STRONG: StepUpOptions = { acr: ['gold', 'platinum'] };
const DENIED = { effect: 'deny', code: 'ZT_STEP_UP_REQUIRED', kind: 'unauthenticated' };

describe('CheckFreshnessStage', () => {
  it('costs a route without @StepUp nothing', () => {
    expect(stage.compile(routeWith([]), () => undefined)).toBeUndefined();
    expect(stage.describe(routeWith([]))).toEqual([]);
  });

  it.each([0, 1, 299, 300])('accepts somebody who signed in %i s ago', (age) => {
    expect(judge([RECENT], signedIn(NOW_SECONDS - age))).toMatchObject({ effect: 'allow' });
  });

  it.each<[string, number | undefined]>([
    ['301 s ago', NOW_SECONDS - 301],
    ['in the future', NOW_SECONDS + 1],
    ['nobody knows when', undefined],
    ['at the epoch', 0],
  ])('asks somebody who signed in %s to sign in again', (_what, time) => {
    const denial = judge([RECENT], signedIn(time));
    expect(denial).toMatchObject(DENIED);
    expect(denial).toHaveProperty(
      ['headers', 'www-authenticate'],
      expect.stringMatching(/^Bearer error="insufficient_user_authentication", .*, max_age="300"$/),
    );
  });

  it.each(['gold', 'platinum'])('accepts the acr %s of a list', (acr) => {
    expect(judge([STRONG], signedIn(undefined, acr))).toMatchObject({ effect: 'allow' });
  });

  it.each([undefined, '', 'silver', 'gold platinum', 'GOLD'])('refuses the acr %j', (acr) => {
    const denial = judge([STRONG], signedIn(NOW_SECONDS, acr));
    expect(denial).toMatchObject(DENIED);
    expect(denial).toHaveProperty(
      ['headers', 'www-authenticate'],
      expect.stringContaining('acr_values="gold platinum"'),
    );
  });

  it('demands what stands on the class and what stands on the method', () => {
    expect(judge([RECENT, STRONG], signedIn(NOW_SECONDS, 'gold'))).toMatchObject({ effect: 'allow' });
    expect(judge([RECENT, STRONG], signedIn(NOW_SECONDS, 'silver'))).toMatchObject(DENIED);
    expect(judge([RECENT, STRONG], signedIn(NOW_SECONDS - 301, 'gold'))).toMatchObject(DENIED);
  });

  it('exempts a service only where the route says so', () => {
    const service = principalOf({ subject: 'billing', clientId: 'billing' });
    const certified = principalOf({ credential: 'certificate', subject: 'billing', clientId: 'pos' });
    for (const principal of [service, certified]) {
      expect(judge([{ ...RECENT, exempt: 'services' }], principal)).toMatchObject({ effect: 'allow' });
      expect(judge([RECENT], principal)).toMatchObject(DENIED);
    }
  });

  it('takes neither a person, nor who acts on behalf of a service, for one', () => {
    const rule: StepUpOptions = { ...RECENT, exempt: 'services' };
    expect(judge([rule], principalOf({ subject: 'alice', clientId: 'billing' }))).toMatchObject(DENIED);
    const actor = principalOf({ subject: 'billing', clientId: 'billing', actor: MALLORY });
    expect(judge([rule], actor)).toMatchObject(DENIED);
  });

  it.each<[string, Partial<Authentication>]>([
    ['when', { time: NOW_SECONDS - 301 }],
    ['how', { amr: ['pwd'] }],
    ['how strongly', { acr: 'bronze' }],
  ])(
    'takes a person who is called like the client for a person, as the token says %s it signed in',
    (_what, said) => {
      const authentication = { acr: undefined, amr: [], time: undefined, ...said };
      const namesake = principalOf({ subject: 'billing', clientId: 'billing', authentication });
      expect(judge([{ ...RECENT, exempt: 'services' }], namesake)).toMatchObject(DENIED);
    },
  );

  it('exempts by a function only for exactly true', () => {
    const withAnswer = (answer: unknown): StepUpOptions => ({ ...RECENT, exempt: () => answer as boolean });
    expect(judge([withAnswer(true)], principalOf())).toMatchObject({ effect: 'allow' });
    for (const answer of [false, undefined, 1, 'yes', Promise.resolve(true)])
      expect(judge([withAnswer(answer)], principalOf())).toMatchObject(DENIED);
  });

  it('denies where nobody has been identified', () => {
    expect(judge([RECENT])).toMatchObject(DENIED);
  });

  it.each<[string, unknown]>([
    ['that demands nothing', {}],
    ['without options', undefined],
    ['of no seconds', { maxAgeSeconds: 0 }],
    ['of half a second', { maxAgeSeconds: 0.5 }],
    ['of a text for seconds', { maxAgeSeconds: '300' }],
    ['with an empty acr', { acr: '' }],
    ['with an empty list', { acr: [] }],
    ['with an acr that would break the challenge', { acr: 'a" b' }],
    ['with an unknown exemption', { maxAgeSeconds: 300, exempt: 'everybody' }],
  ])('reports a @StepUp %s', (_what, options) => {
    const findings: unknown[] = [];
    stage.compile(routeWith([options]), (finding) => findings.push(finding));
    expect(findings).toHaveLength(1);
  });

  it('reports a public route with a @StepUp', () => {
    const findings: Omit<Finding, 'where'>[] = [];
    stage.compile(routeWith([RECENT], ['everybody']), (finding) => findings.push(finding));
    expect(findings.map(({ problem }) => problem)).toEqual(['is @Public and demands a @StepUp at once']);
  });

  it('says in the posture what is needed', () => {
    const options: StepUpOptions = { acr: ['gold', 'platinum'], maxAgeSeconds: 300, exempt: 'services' };
    expect(stage.describe(routeWith([options]))).toEqual([
      'acr gold or platinum, exempt: services',
      'signed in at most 300 s ago, exempt: services',
    ]);
  });
});
