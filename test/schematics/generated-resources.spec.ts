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
/** Two requests that have loaded the same box, and whose policies have judged it as it was then. */
const RACES = `
import { BoxesService } from '../src/boxes/boxes.service.js';
import { MemoryBoxesRepository } from '../src/boxes/memory-boxes.repository.js';

const relationships = { grant: async () => {}, revoke: vi.fn() };

async function loaded() {
  const repository = new MemoryBoxesRepository();
  const service = new BoxesService(repository, relationships as never);
  return { repository, service, box: await service.create({ title: 'First' }, 'user:alice') };
}

it.each([{ title: 'Second' }, { locked: false }])('a change %j does not undo a lock that came first', async (change) => {
  const { repository, service, box } = await loaded();
  const locked = await service.update(box, { locked: true });
  await expect(service.update(box, change)).rejects.toMatchObject({ status: 409 });
  expect(await repository.find(box.id)).toEqual(locked);
});

it('a change brings nothing back that was removed', async () => {
  const { repository, service, box } = await loaded();
  await service.remove(box);
  await expect(service.update(box, { title: 'Second' })).rejects.toMatchObject({ status: 409 });
  expect(await repository.find(box.id)).toBe(undefined);
});

it('removing takes nothing away that was locked first, and leaves its relationships', async () => {
  const { repository, service, box } = await loaded();
  const locked = await service.update(box, { locked: true });
  relationships.revoke.mockClear();
  await expect(service.remove(box)).rejects.toMatchObject({ status: 409 });
  expect(await repository.find(box.id)).toEqual(locked);
  expect(relationships.revoke).not.toHaveBeenCalled();
});
`;

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
      tree.create('/test/races.e2e-spec.ts', RACES);
      folder = await ApplicationFolder.of(tree);
    }, ROOM_FOR_A_BUSY_MACHINE_MS);

    afterAll(async () => folder[Symbol.asyncDispose]());

    it('compile, also where properties must be initialised', async () => {
      const ended = await folder.run('tsc', '--noEmit', '--strictPropertyInitialization');
      expect(ended).toEqual({ code: 0, output: '' });
    });

    it('pass their specs, on Express and on Fastify', async () => {
      const { code, output } = await folder.run('vitest', 'run', '--config', 'vitest.config.e2e.ts');
      expect(output).toMatch(/Test Files\s+5 passed \(5\)/);
      expect(code).toBe(0);
    });
  },
);
