// What tsc leaves behind: the collection, the schemas and the templates go to dist beside the factories that read them.
import { cp, glob, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const from = join(root, 'src');
const to = join(root, 'dist');

// A template that was renamed or removed must not live on in dist.
for await (const folder of glob('**/files', { cwd: to })) await rm(join(to, folder), { recursive: true });
for await (const file of glob('**/*.{json,template}', { cwd: from })) {
  await cp(join(from, file), join(to, file));
}
