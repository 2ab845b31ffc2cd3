import { join } from 'node:path';
import ts from 'typescript';
import { repositoryOptions } from '../support/type-check.js';
import { linkOf, proseOf, tagOf } from './tsdoc.js';

/** Where the sources of the library lie. */
export const LIBRARY = join(import.meta.dirname, '../../../libs/zero-trust/src');

/** An option, as its type and its TSDoc have it. */
export interface OptionRow {
  /** `identity.issuers[].audience` */
  readonly path: string;
  readonly isRequired: boolean;
  /** Whether it has options of its own, which follow. */
  readonly isGroup: boolean;
  /** The summary of its TSDoc, on one line. */
  readonly text: string;
  /** What its `@defaultValue` says. */
  readonly defaultText: string | undefined;
  /** The page that its `@see` names, from the folder of the guides. */
  readonly link: string | undefined;
}

/** An interface whose members are options. */
export interface OptionType {
  /** Below `libs/zero-trust/src`. */
  readonly file: string;
  readonly name: string;
}

/** Reads the options of several types at once: one program for all. */
export class OptionReader {
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;

  constructor(types: readonly OptionType[]) {
    const files = new Set(types.map(({ file }) => join(LIBRARY, file)));
    this.#program = ts.createProgram([...files], repositoryOptions());
    this.#checker = this.#program.getTypeChecker();
  }

  /** Every option of a type, those of its options behind each, in the order of the source. */
  rowsOf({ file, name }: OptionType): readonly OptionRow[] {
    const statements: readonly ts.Statement[] =
      this.#program.getSourceFile(join(LIBRARY, file))?.statements ?? [];
    const found = statements.filter(ts.isInterfaceDeclaration).find((node) => node.name.text === name);
    if (found === undefined) throw new Error(`${file} declares no interface ${name}.`);
    return this.#membersOf(this.#checker.getTypeAtLocation(found), '');
  }

  #membersOf(type: ts.Type, prefix: string): readonly OptionRow[] {
    return type.getProperties().flatMap((member) => this.#rowsOfMember(member, prefix));
  }

  #rowsOfMember(member: ts.Symbol, prefix: string): readonly OptionRow[] {
    const path = `${prefix}${member.name}`;
    const type = this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(member));
    const item = this.#checker.isArrayType(type)
      ? this.#checker.getTypeArguments(type as ts.TypeReference)[0]
      : undefined;
    const below = this.#isGroup(item ?? type)
      ? this.#membersOf(item ?? type, item === undefined ? `${path}.` : `${path}[].`)
      : [];
    const row = {
      path,
      isRequired: (member.flags & ts.SymbolFlags.Optional) === 0,
      isGroup: item === undefined && below.length > 0,
      text: proseOf(member.getDocumentationComment(this.#checker)),
      defaultText: tagOf(member.getJsDocTags(this.#checker), 'defaultValue'),
      link: linkOf(member),
    };
    return [row, ...below];
  }

  /** Options are plain data: what has methods is a port, and what another package declares is that package's. */
  #isGroup(type: ts.Type): boolean {
    const members = type.getProperties();
    return (
      members.length > 0 &&
      (type.flags & ts.TypeFlags.Object) !== 0 &&
      type.getCallSignatures().length === 0 &&
      members.every(
        ({ valueDeclaration: node }) =>
          node !== undefined &&
          ts.isPropertySignature(node) &&
          node.getSourceFile().fileName.startsWith(LIBRARY),
      )
    );
  }
}
