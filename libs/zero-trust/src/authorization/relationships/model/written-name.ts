/** Where a relation's definition writes a name: the pattern finds it, in its brackets or outside of them. */
export interface WrittenName {
  readonly pattern: RegExp;
  readonly isInBrackets: boolean;
}

/** A relation of the same type: `viewer`. */
export function computedName(name: string): WrittenName {
  return { pattern: new RegExp(word(name)), isInBrackets: false };
}

/** What is followed: `organization` of `member from organization`. */
export function tuplesetName(name: string): WrittenName {
  return { pattern: new RegExp(`(?<=\\bfrom\\s+)${word(name)}`), isInBrackets: false };
}

/** What it is followed to: `member` of `member from organization`. */
export function followedName(name: string, tupleset: string): WrittenName {
  return { pattern: new RegExp(`${word(name)}(?=\\s+from\\s+${word(tupleset)})`), isInBrackets: false };
}

/** A type, a condition, or a type with its relation: `organization#member`. */
export function restrictedName(name: string): WrittenName {
  return { pattern: new RegExp(word(name)), isInBrackets: true };
}

/** The offset of a name in a definition; `undefined` where the text does not show it. */
export function offsetOf(definition: string, { pattern, isInBrackets }: WrittenName): number | undefined {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
  const sought = isInBrackets
    ? definition.replace(/(^|\])[^[]*/g, blank)
    : definition.replace(/\[[^\]]*\]/g, blank);
  return pattern.exec(sought)?.index;
}

/** A whole name: none of its neighbours could be part of it. */
function word(name: string): string {
  return `(?<![\\w-])${name.replace(/\W/g, '\\$&')}(?![\\w-])`;
}
