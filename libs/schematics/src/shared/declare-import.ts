import { posix } from 'node:path';
import ts from 'typescript';
import { refuse } from './refusal.js';

/** A file that gets an import. */
export interface ImportingFile {
  readonly source: string;
  /** Its path from the root of the tree. */
  readonly file: string;
  readonly isEsm: boolean;
}

/**
 * The source with `import { symbol } from 'from'`: below the other imports, into an import of the same module, or as it was when the
 * symbol is imported already.
 *
 * @throws {SchematicsException} when the file uses the name for something else
 * @param from - a package, or the path of a file of the tree without extension, beginning with a slash
 */
export const declareImport = (
  { source, file, isEsm }: ImportingFile,
  symbol: string,
  from: string,
): string => {
  const specifier = from.startsWith('/') ? relative(file, from, isEsm) : from;
  const { statements } = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const imports = statements.filter(ts.isImportDeclaration);
  const names = imports
    .map(namedImports)
    .find((found) => found !== undefined && moduleOf(found) === specifier);
  if (names?.elements.some(({ name }) => name.text === symbol) === true) return source;
  if (namesOf(statements).includes(symbol)) {
    refuse(`${file.slice(1)} uses the name '${symbol}' already, for something else.`, 'Choose another name.');
  }
  const last = names?.elements.at(-1);
  if (last !== undefined) return insert(source, last.getEnd(), `, ${symbol}`);
  const statement = `import { ${symbol} } from '${specifier}';`;
  // Packages stand above the application's own files.
  const above = from.startsWith('/')
    ? undefined
    : imports.findLast((each) => !specifierOf(each).startsWith('.'));
  const end = (above ?? imports.at(-1))?.getEnd();
  return end === undefined ? `${statement}\n\n${source}` : insert(source, end, `\n${statement}`);
};

// Whatever an import or a class binds.
const namesOf = (statements: readonly ts.Statement[]): (string | undefined)[] =>
  statements.flatMap((statement) => {
    if (ts.isClassDeclaration(statement)) return [statement.name?.text];
    if (!ts.isImportDeclaration(statement)) return [];
    return [
      statement.importClause?.name?.text,
      ...(namedImports(statement)?.elements ?? []).map(({ name }) => name.text),
    ];
  });

const namedImports = ({ importClause }: ts.ImportDeclaration): ts.NamedImports | undefined => {
  const bindings = importClause?.phaseModifier === undefined ? importClause?.namedBindings : undefined;
  return bindings !== undefined && ts.isNamedImports(bindings) ? bindings : undefined;
};

const moduleOf = (names: ts.NamedImports): string => specifierOf(names.parent.parent as ts.ImportDeclaration);

const specifierOf = ({ moduleSpecifier }: ts.ImportDeclaration): string =>
  (moduleSpecifier as ts.StringLiteral).text;

const relative = (file: string, from: string, isEsm: boolean): string => {
  const path = posix.relative(posix.dirname(file), from);
  return `${path.startsWith('.') ? '' : './'}${path}${isEsm ? '.js' : ''}`;
};

const insert = (source: string, at: number, text: string): string =>
  source.slice(0, at) + text + source.slice(at);
