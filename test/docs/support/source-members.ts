import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A member of an interface, and what its `@defaultValue` says. */
export interface Member {
  readonly name: string;
  readonly defaultValue: string | undefined;
}

/** The members of an interface, in the order of its source. */
export function membersOf(file: string, name: string): readonly Member[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = source.statements.filter(ts.isInterfaceDeclaration).find((node) => node.name.text === name);
  if (found === undefined) throw new Error(`${file} declares no interface ${name}.`);
  return found.members.map((member) => ({
    name: member.name?.getText() ?? '',
    defaultValue: defaultOf(member),
  }));
}

function defaultOf(member: ts.TypeElement): string | undefined {
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'defaultValue');
  return tag === undefined ? undefined : ts.getTextOfJSDocComment(tag.comment);
}
