import ts from 'typescript';

/** What a property of an object literal is called, quoted or not; `undefined` when its name is computed, and for `...rest`. */
export const propertyName = ({ name }: ts.ObjectLiteralElementLike): string | undefined =>
  name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined;
