import { isScalar } from 'yaml';
import { attributeSchema, type AttributeSchema } from './attribute-schema.js';
import { readAttributes } from './read-attributes.js';
import { readCases } from './read-cases.js';
import { readObligations } from './read-obligations.js';
import type { RuleDefinition, RuleFile, WrittenExpression } from './rule-file.js';
import { RULE_LIMITS } from './rule-limits.js';
import { RuleText, type TextEntry, type TextValue } from './rule-text.js';

const MEMBERS = ['description', 'permit_if', 'deny_if', 'obligations', 'cases'];
const NAME = /^[A-Za-z][\w.-]{0,99}$/;

/** What is in a file of rules. */
export interface RuleFileContent {
  readonly text: RuleText;
  readonly schema: AttributeSchema;
  /** Those that can be read, in the order of the file. */
  readonly rules: readonly RuleDefinition[];
}

/** Reads a file of rules; never throws, and collects everything that is wrong with the line and column of each. */
export function readRuleFile(file: RuleFile): RuleFileContent {
  const text = new RuleText(file);
  const { root } = text;
  const members = root && text.members(root, 'the file', ['attributes', 'rules']);
  const schema = attributeSchema(readAttributes(text, members?.get('attributes')));
  const rules = members?.get('rules');
  if (rules === undefined) {
    if (members !== undefined)
      text.report({ offset: 0 }, { problem: "it has no 'rules'", remedy: 'Add rules: NAME: …' });
    return { text, schema, rules: [] };
  }
  return { text, schema, rules: readRules(text, rules, schema) };
}

function readRules(text: RuleText, value: TextValue, schema: AttributeSchema): readonly RuleDefinition[] {
  const entries = [...text.entries(value, "'rules'")];
  if (entries.length > RULE_LIMITS.rules) {
    const problem = `there are more than ${RULE_LIMITS.rules} rules`;
    text.report(value, { problem, remedy: 'Spread them over several files.' });
  }
  return entries.slice(0, RULE_LIMITS.rules).map(([name, rule]) => {
    if (!NAME.test(name)) {
      text.report(
        { offset: rule.nameOffset },
        {
          problem: `'${name}' cannot be the name of a rule`,
          remedy: 'Use letters, digits and . _ -, a letter first.',
        },
      );
    }
    return readRule(text, { name, rule, schema });
  });
}

interface NamedRule {
  readonly name: string;
  readonly rule: TextEntry;
  readonly schema: AttributeSchema;
}

function readRule(text: RuleText, { name, rule, schema }: NamedRule): RuleDefinition {
  const members = text.members(rule, `the rule '${name}'`, MEMBERS);
  const at = (member: string): TextValue =>
    members.get(member) ?? { node: undefined, offset: rule.nameOffset };
  if (!members.has('permit_if') && !members.has('deny_if')) {
    text.report(
      { offset: rule.nameOffset },
      {
        problem: `the rule '${name}' says neither whom it permits nor whom it denies`,
        remedy: 'Add permit_if or deny_if.',
      },
    );
  }
  reportEarlyCases(text, members);
  return {
    name,
    offset: rule.nameOffset,
    description: text.text(at('description'), `the rule's 'description'`) ?? '',
    permitIf: readExpression(text, 'permit_if', members.get('permit_if')),
    denyIf: readExpression(text, 'deny_if', members.get('deny_if')),
    obligations: readObligations(text, members.get('obligations')),
    cases: readCases(text, members.get('cases'), schema),
  };
}

/** What stands after them could be cut off, and they would still pass. */
function reportEarlyCases(text: RuleText, members: ReadonlyMap<string, TextEntry>): void {
  const names = [...members.keys()];
  const cases = members.get('cases');
  if (cases === undefined || names.at(-1) === 'cases') return;
  text.report(
    { offset: cases.nameOffset },
    {
      problem: "'cases' should be the last member of the rule",
      remedy: 'Move it to the end: it tells a whole rule from one that is half written.',
    },
  );
}

/** `permit_if: true` is a boolean to YAML. */
function readExpression(
  text: RuleText,
  name: string,
  value: TextValue | undefined,
): WrittenExpression | undefined {
  if (value === undefined) return undefined;
  if (
    isScalar(value.node) &&
    (typeof value.node.value === 'string' || typeof value.node.value === 'boolean')
  ) {
    return { text: String(value.node.value), node: value.node };
  }
  text.report(value, {
    problem: `'${name}' should be an expression`,
    remedy: 'Write it in quotes, or below |.',
  });
  return undefined;
}
