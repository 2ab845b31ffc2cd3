import type { Rule } from '@angular-devkit/schematics';
import ts from 'typescript';
import type { Application } from '../shared/application.js';
import { declareImport } from '../shared/declare-import.js';

/**
 * Opens the greeting that `nest new` generates, so that the application starts; nothing else becomes public. A controller
 * that is no longer the generated one stays as it is: the boot says what it lacks.
 */
export const openGreeting =
  ({ sourceRoot, isEsm }: Application): Rule =>
  (tree) => {
    const file = `${sourceRoot}/app.controller.ts`;
    if (!tree.exists(file)) return;
    const source = tree.readText(file);
    const greeting = greetingOf(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
    if (greeting === undefined) return;
    const at = greeting.getEnd();
    const opened = `${source.slice(0, at)}\n  @Public('it greets everybody alike')${source.slice(at)}`;
    tree.overwrite(file, declareImport({ source: opened, file, isEsm }, 'Public', 'nestjs-zero-trust'));
  };

/** The `@Get()` of the greeting. */
const greetingOf = (unit: ts.SourceFile): ts.Decorator | undefined =>
  unit.statements
    .filter(ts.isClassDeclaration)
    .filter(
      (declaration) =>
        declaration.name?.text === 'AppController' && decorators(declaration) === '@Controller()',
    )
    .flatMap(({ members }) => members.filter(ts.isMethodDeclaration))
    .filter((method) => method.name.getText() === 'getHello' && decorators(method) === '@Get()')
    .flatMap((method) => ts.getDecorators(method) ?? [])
    .at(0);

const decorators = (node: ts.HasDecorators): string =>
  (ts.getDecorators(node) ?? []).map((decorator) => decorator.getText()).join(' ');
