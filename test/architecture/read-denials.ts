import type { DenialKind } from 'nestjs-zero-trust';
import ts from 'typescript';
import { repositoryOptions } from '../docs/support/type-check.js';

/** A code and a kind that the sources put together. */
export interface Denial {
  readonly code: string;
  readonly kind: DenialKind;
}

/** Every code with every kind that it is denied with, as the type checker sees it: `code` may be a variable. */
export function readDenials(files: readonly string[]): readonly Denial[] {
  const program = ts.createProgram(files, repositoryOptions());
  const checker = program.getTypeChecker();
  const denials: Denial[] = [];
  const visit = (node: ts.Node): void => {
    const [code, kind] = ts.isObjectLiteralExpression(node) ? propertiesOf(node) : argumentsOf(node);
    if (code !== undefined && kind !== undefined) denials.push(...combine(checker, code, kind));
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(program.getSourceFile(file) as ts.Node);
  return denials;
}

/** `{ code, kind: 'forbidden' }` */
function propertiesOf(literal: ts.ObjectLiteralExpression): readonly (ts.Expression | undefined)[] {
  return ['code', 'kind'].map((name) => {
    const found = literal.properties.find((property) => property.name?.getText() === name);
    if (found === undefined) return undefined;
    if (ts.isPropertyAssignment(found)) return found.initializer;
    return ts.isShorthandPropertyAssignment(found) ? found.name : undefined;
  });
}

/** `meaning('ZT_FORBIDDEN', 'forbidden', …)` */
function argumentsOf(node: ts.Node): readonly (ts.Expression | undefined)[] {
  return ts.isCallExpression(node) && node.arguments.slice(0, 2).every(ts.isStringLiteral)
    ? node.arguments
    : [];
}

/** A function that takes any code or kind says nothing; its calls do. */
function combine(checker: ts.TypeChecker, code: ts.Expression, kind: ts.Expression): readonly Denial[] {
  const kinds = valuesOf(checker, kind);
  const codes = valuesOf(checker, code).filter((value) => value.startsWith('ZT_'));
  return kinds.length === 1 ? codes.map((value) => ({ code: value, kind: kinds[0] as DenialKind })) : [];
}

function valuesOf(checker: ts.TypeChecker, expression: ts.Expression): readonly string[] {
  const literal = ts.isStringLiteral(expression) ? expression.text : undefined;
  if (literal !== undefined) return [literal];
  // A shorthand property's own type is that of the property; the variable's is wanted.
  const symbol = ts.isShorthandPropertyAssignment(expression.parent)
    ? checker.getShorthandAssignmentValueSymbol(expression.parent)
    : undefined;
  const type = symbol === undefined ? checker.getTypeAtLocation(expression) : checker.getTypeOfSymbol(symbol);
  const members = type.isUnion() ? type.types : [type];
  return members.flatMap((member) => (member.isStringLiteral() ? [member.value] : []));
}
