import { describe, expect, it } from 'vitest';
import { compileRules, failedCases, type RuleSet } from './compile-rules.js';
import { RULE_LIMITS } from './rule-limits.js';

/** A guard against hanging, not a timing: what hangs takes minutes. */
const PATIENCE_MS = 4_000;

function compile(text: string): RuleSet {
  return compileRules([{ path: 'orders.yaml', text }]);
}

/** `where problem` of everything that is wrong. */
function problemsOf(text: string): readonly string[] {
  return compile(text).problems.map(({ where, problem }) => `${where} ${problem}`);
}

/** A file of one rule. */
function ruleFile(...lines: readonly string[]): string {
  return ['rules:', '  r:', '    description: A rule.', ...lines.map((line) => `    ${line}`)].join('\n');
}

describe('a file of rules', () => {
  it('gives every rule by its name, and a version of its content', () => {
    const text = ruleFile('permit_if: subject.clearance >= 3');
    const { problems, rules, version } = compile(text);
    expect([problems, [...rules.keys()]]).toEqual([[], ['r']]);
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    expect(compile(text).version).toBe(version);
    expect(compile(`${text}0`).version).not.toBe(version);
  });

  it('reports everything at once, each with its line and column', () => {
    const text = [
      'attributes:',
      '  subject:',
      '    region: text',
      '    __proto__: string',
      '  order: {}',
      'rules:',
      '  first:',
      '    permit_if: subject.clearence >= 3',
      '    when: always',
      '  second:',
      '    description: It has no condition.',
      '  third:',
      '    description: Its conditions are wrong.',
      "    permit_if: 'subject.id == \"it''s\" && object.size > 3'",
      '    deny_if: |',
      '      subject.tier == "free"',
      '        && subject.clearance > "3"',
      '    obligations: { mask: [], shout: loud }',
      '    cases:',
      '      - { name: one, expect: maybe, given: { subject: { clearance: "3" } } }',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      'orders.yaml:3:13 there is no such type',
      "orders.yaml:4:5 '__proto__' cannot be the name of an attribute",
      "orders.yaml:5:3 'attributes' has no 'order'",
      "orders.yaml:7:3 the rule's 'description' should be a text",
      'orders.yaml:8:16 there is no attribute "subject.clearence"',
      "orders.yaml:9:5 the rule 'first' has no 'when'",
      "orders.yaml:10:3 the rule 'second' says neither whom it permits nor whom it denies",
      'orders.yaml:14:42 there is no attribute "object.size"',
      'orders.yaml:17:12 no such overload: int > string',
      "orders.yaml:18:26 'mask' is empty",
      "orders.yaml:18:30 'obligations' has no 'shout'",
      'orders.yaml:20:30 a case expects no verdict',
      "orders.yaml:20:68 'subject.clearance' is not of type int",
    ]);
  });

  it.each([
    [
      'the same rule twice',
      'rules:\n  r: { description: d, permit_if: "true" }\n  r: {}',
      '3:3 this name stands there twice',
    ],
    [
      'the same member twice',
      ruleFile('permit_if: "true"', 'permit_if: "true"'),
      '5:5 this name stands there twice',
    ],
    [
      'a member of another name',
      ruleFile('permit_if: "true"', 'permit-if: "false"'),
      "5:5 the rule 'r' has no",
    ],
    [
      'the same value of a case twice',
      ruleFile(
        'permit_if: "true"',
        'cases: [{ name: c, expect: permit, given: { subject: { id: a, id: b } } }]',
      ),
      '5:67 this name stands there twice',
    ],
    [
      'cases before what could be cut off behind them',
      ruleFile('cases: [{ name: c, expect: permit }]', 'permit_if: "true"'),
      "4:5 'cases' should be the last member",
    ],
    ['no rules', 'attributes: {}', "1:1 it has no 'rules'"],
    ['nothing', '', '1:1 the file should be a mapping of names'],
    ['a list', '- a', '1:1 the file should be a mapping of names'],
    ['two documents', 'rules: {}\n---\nrules: {}', '2:1 Source contains multiple documents'],
    ['no YAML', 'rules: [', '1:9 '],
    ['an alias', ruleFile('permit_if: &a "true"', 'deny_if: *a'), '4:'],
    ['a tag', ruleFile('permit_if: !!binary dHJ1ZQ=='), '4:'],
    ['a list for an expression', ruleFile('permit_if: [a]'), "4:16 'permit_if' should be an expression"],
    [
      'a name that is none',
      'rules:\n  "a b": { description: d, permit_if: "true" }',
      "2:3 'a b' cannot be the name",
    ],
    [
      'a bool that is none',
      ruleFile('permit_if: subject.clearance'),
      '4:16 the expression must come to a bool',
    ],
    [
      'a text for a number',
      ruleFile('permit_if: subject.clearance == "3"'),
      '4:16 no such overload: int == string',
    ],
    [
      'an attribute that is not there, in has()',
      ruleFile('permit_if: "!has(subject.rols)"'),
      '4:22 there is no attribute "subject.rols"',
    ],
    [
      'a whole group',
      ruleFile('permit_if: "dyn(subject) == dyn(object)"'),
      '4:21 "subject" stands for several',
    ],
    [
      'a group by its brackets',
      ruleFile(`permit_if: 'subject["clearance"] > 1'`),
      '4:17 "subject" stands for several',
    ],
    ['a name of nothing', ruleFile('permit_if: resource.id == "1"'), '4:16 Unknown variable: resource'],
    [
      'a function that there is not',
      ruleFile('permit_if: subject.id.shout()'),
      '4:16 there is no function "shout"',
    ],
    ['a regular expression that is none', ruleFile(`permit_if: subject.id.matches("(")`), '4:35 '],
    [
      'a fact that is no fact',
      ruleFile('permit_if: "true"', 'obligations: { log: { a: [] } }'),
      "5:30 the fact 'a'",
    ],
    [
      'a step-up to nothing',
      ruleFile('permit_if: "true"', 'obligations: { step_up: {} }'),
      "5:29 'step_up' demands",
    ],
    [
      'an age of no time',
      ruleFile('permit_if: "true"', 'obligations: { step_up: { max_age_seconds: 0 } }'),
      "5:48 'max_age_seconds' is out",
    ],
    [
      'a field that is none',
      ruleFile('permit_if: "true"', 'obligations: { mask: ["a b"] }'),
      "5:27 'mask' holds",
    ],
    [
      'a case with a value of nothing',
      ruleFile('permit_if: "true"', 'cases: [{ name: n, expect: permit, given: { subjekt: {} } }]'),
      "5:49 'given' has no 'subjekt'",
    ],
  ])('refuses %s', (_, text, expected) => {
    const problems = problemsOf(text);
    expect(problems.filter((problem) => problem.startsWith(`orders.yaml:${expected}`))).not.toEqual([]);
  });

  it('refuses a rule that another file has too', () => {
    const text = ruleFile('permit_if: "true"');
    const { problems } = compileRules([
      { path: 'a.yaml', text },
      { path: 'b.yaml', text },
    ]);
    expect(problems.map(({ where, problem }) => `${where} ${problem}`)).toEqual([
      "b.yaml:2:3 there is a rule 'r' in another file too",
    ]);
  });

  it('keeps the attributes that one file declares from another', () => {
    const uses = ruleFile('permit_if: subject.attributes.region == "eu"');
    const declares = `attributes: { subject: { region: string } }\n${uses}`;
    expect(problemsOf(declares)).toEqual([]);
    const both = compileRules([
      { path: 'a.yaml', text: declares },
      { path: 'b.yaml', text: uses.replace('  r:', '  q:') },
    ]);
    expect(both.problems.map(({ where }) => where)).toEqual(['b.yaml:4:16']);
  });

  it('finds the cases that fail, with the place of each', () => {
    const text = ruleFile(
      'permit_if: subject.clearance >= 3',
      'cases:',
      '  - { name: enough, given: { subject: { clearance: 3 } }, expect: permit }',
      '  - { name: too little, given: { subject: { clearance: 2 } }, expect: permit }',
      '  - { name: none, expect: deny }',
    );
    expect(failedCases(compile(text)).map(({ where, problem }) => `${where} ${problem}`)).toEqual([
      "orders.yaml:7:9 the case 'too little' of 'r' fails: expected permit, got deny (A rule.)",
      "orders.yaml:8:9 the case 'none' of 'r' fails: expected deny, got undecided (permit_if has no answer without subject.clearance)",
    ]);
  });
});

describe('a hostile file of rules', () => {
  it.each([
    ['lists within lists', '['.repeat(100_000)],
    ['mappings within mappings', '{a: '.repeat(50_000)],
    ['blocks within blocks', Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    [
      'aliases of aliases',
      `a: &a [1]\n${Array.from({ length: 500 }, (_, n) => `b${n}: [*a, *a]`).join('\n')}`,
    ],
    [
      'names without end',
      `rules:\n${Array.from({ length: 25_000 }, (_, n) => `  r${n}: 1`).join('\n')}`.slice(
        0,
        RULE_LIMITS.fileBytes,
      ),
    ],
    ['one name again and again', 'a:\n'.repeat(RULE_LIMITS.fileBytes / 3)],
    ['an expression without end', ruleFile(`permit_if: '${'!'.repeat(5_000)}true'`)],
    ['an expression of parentheses', ruleFile(`permit_if: '${'('.repeat(2_000)}true${')'.repeat(2_000)}'`)],
    [
      'more rules than there may be',
      `rules:\n${Array.from({ length: RULE_LIMITS.rules + 1 }, (_, n) => `  r${n}: { description: d, permit_if: true }`).join('\n')}`,
    ],
    [
      'more cases than there may be',
      ruleFile(
        'permit_if: true',
        'cases:',
        ...Array.from({ length: RULE_LIMITS.cases + 1 }, () => '  - { name: n, expect: permit }'),
      ),
    ],
    ['bytes that are no text', '\0\u0001\u{1F600}`@%'],
  ])('of %s is refused at once', (_, text) => {
    const start = performance.now();
    expect(problemsOf(text)).not.toEqual([]);
    expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
  });

  it('is told of by its first mistakes only', () => {
    const problems = problemsOf('a: 1\n'.repeat(10_000));
    expect(problems).toHaveLength(RULE_LIMITS.findings + 1);
    expect(problems.at(-1)).toBe('orders.yaml has 9949 more mistakes');
  });
});
