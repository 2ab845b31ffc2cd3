import { DECLARABLE_TYPES, isDeclarableType, type DeclarableType } from './attribute-type.js';
import type { DeclaredAttributes } from './attribute-schema.js';
import { RULE_LIMITS } from './rule-limits.js';
import { plain, type RuleText, type TextValue } from './rule-text.js';

const NAME = /^[A-Za-z]\w{0,63}$/;

/** Reads which attributes a file declares beyond those that every rule knows. */
export function readAttributes(text: RuleText, value: TextValue | undefined): DeclaredAttributes {
  if (value === undefined) return { subject: new Map(), object: new Map() };
  const members = text.members(value, "'attributes'", ['subject', 'object']);
  const read = (holder: string): ReadonlyMap<string, DeclarableType> =>
    readTypes(text, members.get(holder), `'attributes.${holder}'`);
  return { subject: read('subject'), object: read('object') };
}

function readTypes(
  text: RuleText,
  value: TextValue | undefined,
  what: string,
): ReadonlyMap<string, DeclarableType> {
  const types = new Map<string, DeclarableType>();
  if (value === undefined) return types;
  const entries = text.entries(value, what);
  if (entries.size > RULE_LIMITS.attributes) {
    text.report(value, {
      problem: `${what} declares more than ${RULE_LIMITS.attributes} attributes`,
      remedy: 'Declare those that rules use.',
    });
  }
  for (const [name, type] of entries) {
    const kind = plain(type);
    if (isAttributeName(text, name, { offset: type.nameOffset }) && isKnownType(text, kind, type))
      types.set(name, kind);
  }
  return types;
}

function isAttributeName(text: RuleText, name: string, at: { readonly offset: number }): boolean {
  if (NAME.test(name) && !(name in Object.prototype)) return true;
  text.report(at, {
    problem: `'${name}' cannot be the name of an attribute`,
    remedy: 'Use letters, digits and _, a letter first.',
  });
  return false;
}

function isKnownType(text: RuleText, kind: unknown, at: TextValue): kind is DeclarableType {
  if (isDeclarableType(kind)) return true;
  text.report(at, { problem: 'there is no such type', remedy: `Use one of ${DECLARABLE_TYPES.join(', ')}.` });
  return false;
}
