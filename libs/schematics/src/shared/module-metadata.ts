import ts from 'typescript';
import { propertyName } from './property-name.js';
import { refuse } from './refusal.js';

const LISTS = ['imports', 'providers', 'controllers'] as const;

/** By list of a module, the classes that stand in it; a list that the module does not have is absent. */
export type ModuleArrays = Readonly<Partial<Record<(typeof LISTS)[number], readonly string[]>>>;

/**
 * Reads the one `@Module({ … })` of a file.
 *
 * @param file - names the file in refusals
 * @throws {SchematicsException} when there is none or several, or when a list is not written out: an edit could then break it
 */
export const moduleArrays = (source: string, file: string): ModuleArrays => {
  const [problem] = ts.transpileModule(source, { reportDiagnostics: true }).diagnostics ?? [];
  if (problem !== undefined) cannotEdit(file, ts.flattenDiagnosticMessageText(problem.messageText, ' '));
  const unit = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const modules = unit.statements.filter(ts.isClassDeclaration).flatMap(moduleArguments);
  const [metadata] = modules;
  if (modules.length !== 1 || metadata === undefined || !ts.isObjectLiteralExpression(metadata)) {
    return cannotEdit(file, 'it does not have exactly one class with @Module({ … })');
  }
  if (metadata.properties.some(ts.isSpreadAssignment))
    cannotEdit(file, '@Module takes parts of its lists from elsewhere');
  return Object.fromEntries(LISTS.flatMap((list) => listOf(metadata, list, file)));
};

const moduleArguments = (declaration: ts.ClassDeclaration): (ts.Expression | undefined)[] =>
  (ts.getDecorators(declaration) ?? []).flatMap(({ expression }) =>
    ts.isCallExpression(expression) && expression.expression.getText() === 'Module'
      ? [expression.arguments[0]]
      : [],
  );

const listOf = (metadata: ts.ObjectLiteralExpression, list: string, file: string): [string, string[]][] => {
  const property = metadata.properties.find((each) => propertyName(each) === list);
  if (property === undefined) return [];
  if (!ts.isPropertyAssignment(property) || !ts.isArrayLiteralExpression(property.initializer)) {
    return cannotEdit(
      file,
      `'${list}' is not a list that is written out: ${property.getText().slice(0, 60)}`,
    );
  }
  return [[list, property.initializer.elements.map(classOf)]];
};

// `ZeroTrustModule.forRoot(…)` declares ZeroTrustModule, and so does `library.ZeroTrustModule`.
const classOf = (element: ts.Expression): string => {
  if (ts.isCallExpression(element)) {
    const { expression: called } = element;
    return classOf(ts.isPropertyAccessExpression(called) ? called.expression : called);
  }
  return (ts.isPropertyAccessExpression(element) ? element.name : element).getText();
};

const cannotEdit = (file: string, why: string): never =>
  refuse(
    `${file.slice(1)} cannot be edited safely: ${why}.`,
    'Write the lists of @Module out, as [A, B], or add the import by hand and run this with --skip-import.',
  );
