/**
 * Runs before `npm pack` and `npm publish` (as `prepack`, in the folder of the package): keeps out of the package what nobody who
 * installs it can reach, by an `.npmignore` in each folder of `dist` and `src` (npm reads them, git does not).
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { assertAllExist, reachableFiles } from './reachable-files.mjs';

const root = process.cwd();
const wanted = reachableFiles(root, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
assertAllExist(root, wanted);

const files = globSync('{dist,src}/**/*', { cwd: root, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== '.npmignore')
  .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));

for (const [folder, inside] of Map.groupBy(files, dirname))
  ignore(
    folder,
    inside.filter((file) => !wanted.has(file)),
  );

function ignore(folder, unwanted) {
  const rules = unwanted.map((file) => `/${basename(file)}\n`).join('');
  const file = join(root, folder, '.npmignore');
  if (readIfThere(file) !== rules) writeFileSync(file, rules);
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
