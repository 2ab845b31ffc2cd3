import { isNode } from 'yaml';
import { formatParameterType } from '../../cel/parameter-type.js';
import { attributeConverter, type RuleInput } from './attribute-reader.js';
import type { AttributeGroup, AttributeKind, SingleAttribute } from './attribute-type.js';
import type { ExpectedVerdict, RuleCase } from './rule-file.js';
import { RULE_LIMITS } from './rule-limits.js';
import { plain, type RuleText, type TextValue } from './rule-text.js';

const MEMBERS = ['name', 'given', 'expect'];
const VERDICTS: readonly ExpectedVerdict[] = ['permit', 'deny', 'undecided'];

/** Reads the cases of a rule; their values are held to the types that the file declares. */
export function readCases(
  text: RuleText,
  value: TextValue | undefined,
  schema: AttributeGroup,
): readonly RuleCase[] {
  if (value === undefined) return [];
  const items = text.items(value, "'cases'");
  if (items.length > RULE_LIMITS.cases) {
    text.report(value, {
      problem: `there are more than ${RULE_LIMITS.cases} cases`,
      remedy: 'Keep those that differ.',
    });
  }
  return items.slice(0, RULE_LIMITS.cases).flatMap((item) => readCase(text, item, schema) ?? []);
}

function readCase(text: RuleText, value: TextValue, schema: AttributeGroup): RuleCase | undefined {
  const members = text.members(value, 'a case', MEMBERS);
  const name = text.text(members.get('name') ?? missing(value), "a case's 'name'");
  const expect = readVerdict(text, members.get('expect') ?? missing(value));
  const given = members.get('given');
  const values = given === undefined ? {} : readGroup({ text, path: '' }, given, schema);
  if (name === undefined || expect === undefined) return undefined;
  return { name, expect, given: withEmptyLists(values), offset: value.offset };
}

function readVerdict(text: RuleText, value: TextValue): ExpectedVerdict | undefined {
  const expected = VERDICTS.find((verdict) => verdict === plain(value));
  if (expected === undefined)
    text.report(value, {
      problem: 'a case expects no verdict',
      remedy: `Write expect: ${VERDICTS.join(' or ')}.`,
    });
  return expected;
}

function missing({ offset }: TextValue): TextValue {
  return { node: undefined, offset };
}

interface Reading {
  readonly text: RuleText;
  /** From the top to here. */
  readonly path: string;
}

function readGroup(reading: Reading, value: TextValue, group: AttributeGroup): RuleInput {
  const { text, path } = reading;
  const what = path === '' ? "'given'" : `'${path}'`;
  const values: Record<string, unknown> = {};
  for (const [name, member] of text.members(value, what, [...group.fields.keys()])) {
    const kind = group.fields.get(name);
    if (kind === undefined) continue;
    const at = { text, path: path === '' ? name : `${path}.${name}` };
    values[name] = readValue(at, member, kind);
  }
  return values;
}

function readValue(reading: Reading, value: TextValue, kind: AttributeKind): unknown {
  return kind.kind === 'group' ? readGroup(reading, value, kind) : readSingle(reading, value, kind);
}

function readSingle({ text, path }: Reading, value: TextValue, { type, adapt }: SingleAttribute): unknown {
  const given: unknown = isNode(value.node) ? value.node.toJS(text.document) : value.node;
  const converted = attributeConverter(type)(adapt === undefined ? given : adapt(given));
  if (converted === undefined) {
    text.report(value, {
      problem: `'${path}' is not of type ${formatParameterType(type)}`,
      remedy: 'Write a value of that type.',
    });
  }
  return given;
}

/** Of a caller about whom nobody says otherwise, these are known to be none. */
function withEmptyLists(given: RuleInput): RuleInput {
  const subject = (given['subject'] ?? {}) as RuleInput;
  const authentication = { amr: [], ...(subject['authentication'] as RuleInput | undefined) };
  return { environment: {}, ...given, subject: { roles: [], permissions: [], ...subject, authentication } };
}
