import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/**
 * What a package must carry: the modules that its entry points and commands lead to, the declarations that its types lead to, and
 * of each declaration its map and its source. The declarations of inner parts, which no public type names, would double the weight.
 *
 * @param {string} root folder of the package, built
 * @param {{ exports: Record<string, string | Record<string, string>>, bin?: Record<string, string> }} manifest
 * @returns {Set<string>} paths relative to `root`
 */
export function reachableFiles(root, { exports, bin = {} }) {
  const entries = Object.values(exports).filter((target) => typeof target === 'object');
  const modules = [...entries.map((entry) => entry.default), ...Object.values(bin)];
  const code = follow(root, { from: modules, extension: '.js' });
  const types = follow(root, { from: entries.map((entry) => entry.types), extension: '.d.ts' });
  const told = [...types].flatMap((file) => [`${file}.map`, sourceOf(file)]);
  return new Set([...code, ...types, ...told]);
}

function follow(root, { from, extension }) {
  const reached = new Set(from.map(normalize));
  // A set visits what is added while it is walked.
  for (const file of reached) for (const next of importsOf(root, file)) reached.add(next + extension);
  return reached;
}

/** The relative imports of a file, without their extension. */
function importsOf(root, file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(file), fileName.replace(/\.js$/, '')));
}

/** `src/a/b.ts` of `dist/a/b.d.ts`. */
function sourceOf(declaration) {
  return declaration.replace(/^dist\//, 'src/').replace(/\.d\.ts$/, '.ts');
}

/** @throws {Error} naming what is missing, so that no package leaves without it */
export function assertAllExist(root, files) {
  const missing = [...files].filter((file) => !existsSync(join(root, file)));
  if (missing.length > 0) throw new Error(`not built, or not there: ${missing.join(', ')}`);
}
