import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationFolder } from './support/folder.js';
import { guardedApplication, run } from './support/schematics.js';

const MODEL_FILE = '/model.fga';
const MAIN = '/src/main.ts';
const CRATES =
  '\ntype crate\n  relations\n    define keeper: [user]\n    define banned: [user]\n' +
  '    define reader: [user] but not banned\n';

/** The shapes that `npm run five-minutes` does not have. */
const RESOURCES = [
  { name: 'shop/OrderItem', relations: 'viewer,editor,owner' },
  { name: 'box', apiVersion: '3', relations: 'keeper' },
  { name: 'crate', path: 'storage', flat: true, relations: 'reader,keeper' },
];
const ON_FASTIFY = { name: 'person', apiVersion: 2 };

const VITEST_CONFIG = `export default { test: { globals: true, include: ['test/*.e2e-spec.ts'] } };\n`;
const ROOM_FOR_A_BUSY_MACHINE_MS = 180_000;

describe(
  'generated resources of every shape, in one application',
  { timeout: ROOM_FOR_A_BUSY_MACHINE_MS },
  () => {
    let folder: ApplicationFolder;

    beforeAll(async () => {
      let tree = await guardedApplication();
      tree.overwrite(MODEL_FILE, `${tree.readContent(MODEL_FILE)}${CRATES}`);
      for (const resource of RESOURCES) ({ tree } = await run('resource', resource, tree));
      const main = tree
        .readContent(MAIN)
        .replace('create(AppModule)', 'create(AppModule, new FastifyAdapter())');
      tree.overwrite(MAIN, `import { FastifyAdapter } from '@nestjs/platform-fastify';\n${main}`);
      ({ tree } = await run('resource', ON_FASTIFY, tree));
      // What nest new brings needs packages that are not here.
      tree.delete('/test/app.e2e-spec.ts');
      tree.delete('/vitest.config.ts');
      tree.overwrite('/vitest.config.e2e.ts', VITEST_CONFIG);
      folder = await ApplicationFolder.of(tree);
    }, ROOM_FOR_A_BUSY_MACHINE_MS);

    afterAll(async () => folder[Symbol.asyncDispose]());

    it('compile, also where properties must be initialised', async () => {
      const ended = await folder.run('tsc', '--noEmit', '--strictPropertyInitialization');
      expect(ended).toEqual({ code: 0, output: '' });
    });

    it('pass their specs, on Express and on Fastify', async () => {
      const { code, output } = await folder.run('vitest', 'run', '--config', 'vitest.config.e2e.ts');
      expect(output).toMatch(/Test Files\s+4 passed \(4\)/);
      expect(code).toBe(0);
    });
  },
);
