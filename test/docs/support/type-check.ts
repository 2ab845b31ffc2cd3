import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../../..');

/** Every type error of these files, under the options of the whole repository. */
export function typeCheck(files: readonly string[]): readonly string[] {
  const program = ts.createProgram(files, repositoryOptions());
  return ts
    .getPreEmitDiagnostics(program)
    .map((diagnostic) => ts.formatDiagnostic(diagnostic, FORMAT).trimEnd());
}

/** Files of the same folder that a source imports. */
export function importedFiles(source: string): readonly string[] {
  return ts
    .preProcessFile(source)
    .importedFiles.map(({ fileName }) => /^\.\/(?<name>.+)\.js$/.exec(fileName)?.groups?.['name'])
    .flatMap((name) => (name === undefined ? [] : [`${name}.ts`]));
}

/** The compiler options of `tsconfig.json`. */
export function repositoryOptions(): ts.CompilerOptions {
  const file = join(ROOT, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, ROOT, {}, file)
    .options;
}

const FORMAT: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (file) => file,
  getCurrentDirectory: () => ROOT,
  getNewLine: () => '\n',
};
