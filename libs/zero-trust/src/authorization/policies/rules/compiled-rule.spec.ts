import { describe, expect, it } from 'vitest';
import type { RuleInput } from './attribute-reader.js';
import { compileRules } from './compile-rules.js';
import type { CompiledRule } from './compiled-rule.js';

/** A guard against hanging, not a timing: what hangs takes minutes. */
const PATIENCE_MS = 2_000;

const ATTRIBUTES = `
attributes:
  subject: { region: string, since: timestamp, limit: double, ids: list<int> }
`;

function ruleOf(expression: string): CompiledRule {
  const rules = `rules:\n  r:\n    description: A rule.\n    permit_if: ${JSON.stringify(expression)}`;
  const set = compileRules([{ path: 'r.yaml', text: `${ATTRIBUTES}${rules}` }]);
  const rule = set.rules.get('r');
  if (rule === undefined) throw new Error(set.problems.map(({ problem }) => problem).join());
  return rule;
}

function effectOf(expression: string, input: RuleInput): string {
  return ruleOf(expression).evaluate(input).effect;
}

function reasonOf(expression: string, input: RuleInput): string {
  const verdict = ruleOf(expression).evaluate(input);
  return 'reason' in verdict ? verdict.reason : verdict.effect;
}

describe('a rule of a file', () => {
  it.each([
    ['a set of permissions', '"a:b" in subject.permissions', { subject: { permissions: new Set(['a:b']) } }],
    [
      'when somebody signed in',
      'environment.now - subject.authentication.time < duration("5m")',
      {
        subject: { authentication: { time: 1_773_064_800 } },
        environment: { now: new Date(1_773_065_099_999) },
      },
    ],
    [
      'the address',
      'environment.sourceAddress.in_cidr("10.0.0.0/8")',
      { environment: { sourceAddress: '::ffff:10.1.2.3' } },
    ],
    ['the device', 'environment.device.trusted', { environment: { device: { id: 'd', trusted: true } } }],
    ['a parameter of the route', 'params.id == "7"', { params: { id: '7' } }],
    ['the action', 'action.startsWith("read")', { action: 'read' }],
    [
      'attributes of its own',
      'subject.attributes.region == "eu" && 7 in subject.attributes.ids',
      {
        subject: { attributes: { region: 'eu', ids: [1, 7] } },
      },
    ],
    [
      'getters, as the environment of a request has them',
      'environment.country == "CA"',
      {
        environment: new (class {
          get country(): string {
            return 'CA';
          }
        })(),
      },
    ],
    [
      'whether somebody gave an attribute',
      '!has(subject.tier) && has(subject.id)',
      { subject: { id: 'bob' } },
    ],
    ['whether a device is known', '!has(environment.device.id)', { environment: {} }],
    ['only what it needs', 'true || subject.clearance > 3', { subject: {} }],
  ] as const)('reads %s', (_, expression, input) => {
    expect(effectOf(expression, input)).toBe('permit');
  });

  it('takes a risk between two numbers for the higher one', () => {
    expect([50, 50.1].map((risk) => effectOf('environment.risk <= 50', { environment: { risk } }))).toEqual([
      'permit',
      'deny',
    ]);
  });

  it.each([
    ['the whole input', {}],
    ['the subject', { subject: undefined }],
    ['the attribute', { subject: { tier: undefined } }],
    ['a subject that is an object', { subject: 'bob' }],
    ['a subject that is not null', { subject: null }],
  ])('has no answer without %s, and names what it lacks', (_, input) => {
    expect(effectOf('subject.tier == "pro"', input)).toBe('undecided');
    expect(reasonOf('subject.tier == "pro"', input)).toMatch(/^permit_if has no answer without subject/);
  });

  it('cannot tell that an object has no owner where there is no object', () => {
    expect(effectOf('!has(object.owner)', { object: {} })).toBe('permit');
    expect(effectOf('!has(object.owner)', { object: undefined })).toBe('undecided');
  });

  it.each([
    [
      'a text for a number',
      'subject.clearance >= 3',
      { subject: { clearance: '3' } },
      'subject.clearance is not of type int',
    ],
    [
      'texts for numbers',
      '7 in subject.attributes.ids',
      { subject: { attributes: { ids: ['7'] } } },
      'subject.attributes.ids is not of type list<int>',
    ],
    [
      'an infinite number',
      'subject.attributes.limit > 1.0',
      { subject: { attributes: { limit: Number.POSITIVE_INFINITY } } },
      'subject.attributes.limit is not of type double',
    ],
    [
      'no date',
      'environment.now > timestamp("2000-01-01T00:00:00Z")',
      { environment: { now: new Date(Number.NaN) } },
      'environment.now is not of type timestamp',
    ],
    [
      'no address',
      'environment.sourceAddress.in_cidr("::/0")',
      { environment: { sourceAddress: 'localhost' } },
      'environment.sourceAddress is not of type ipaddress',
    ],
    [
      'a truth that is a text',
      'object.sensitive',
      { object: { sensitive: 'true' } },
      'object.sensitive is not of type bool',
    ],
  ] as const)('does not take %s', (_, expression, input, reason) => {
    expect([effectOf(expression, input), reasonOf(expression, input)]).toEqual([
      'undecided',
      `permit_if has no answer: ${reason}`,
    ]);
  });

  it('does not let a malformed attribute pass behind an "or"', () => {
    expect(effectOf('true || subject.clearance > 3', { subject: { clearance: '9' } })).toBe('undecided');
  });

  it('repeats no value in what it says', () => {
    const secret = 'card-4711';
    const input = { subject: { id: secret, tier: secret }, params: { id: secret } };
    const verdicts = [
      'int(subject.tier) > 1',
      'subject.clearance > 1 || params.id == "1"',
      'subject.id == "x"',
    ];
    expect(verdicts.map((expression) => reasonOf(expression, input)).join()).not.toContain(secret);
  });

  it.each([
    [
      'many roles',
      'subject.roles.exists(r, subject.roles.exists(q, q + r == "x"))',
      { subject: { roles: Array.from({ length: 5_000 }, (__, n) => `r${n}`) } },
    ],
    [
      'more roles than there may be',
      '"x" in subject.roles',
      { subject: { roles: Array.from({ length: 20_000 }, () => 'r') } },
    ],
    ['a long text', 'params.id.matches("^(a+)+$")', { params: { id: 'a'.repeat(1_000_000) } }],
    [
      'a large map',
      'params.all(name, name != "x")',
      { params: Object.fromEntries(Array.from({ length: 9_000 }, (__, n) => [`k${n}`, 'v'])) },
    ],
  ])('comes to an end on %s, and to no answer', (_, expression, input) => {
    const rule = ruleOf(expression);
    const start = performance.now();
    expect(rule.evaluate(input).effect).toBe('undecided');
    expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
  });

  it('has room for a hundred roles and permissions', () => {
    const names = Array.from({ length: 100 }, (_, n) => `r${n}`);
    const input = { subject: { roles: names, permissions: new Set(names) } };
    expect(effectOf('"r99" in subject.roles && subject.permissions.exists(p, p == "r99")', input)).toBe(
      'permit',
    );
  });

  it('does not find what somebody put on the prototype of all objects', () => {
    const prototype = Object.prototype as unknown as Record<string, unknown>;
    const rule = ruleOf('has(subject.attributes.region)');
    prototype['region'] = 'eu';
    try {
      expect(rule.evaluate({ subject: { attributes: {} } }).effect).toBe('deny');
    } finally {
      delete prototype['region'];
    }
  });
});
