import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { contentsOf, guardedApplication, newApplication, run } from './support/schematics.js';

const MODULE = '/src/app.module.ts';
const CONFIG = '/src/zero-trust.config.ts';

const appModule = (imports: string): string =>
  `import { Module } from '@nestjs/common';\n\n@Module({ imports: ${imports} })\nexport class AppModule {}\n`;

describe('nest add nestjs-zero-trust', () => {
  it('imports the module with the options of a file of their own', async () => {
    const tree = await guardedApplication();
    expect(tree.readContent(MODULE)).toContain('imports: [ZeroTrustModule.forRoot(zeroTrustConfig)],');
    expect(tree.readContent(MODULE)).toContain("import { zeroTrustConfig } from './zero-trust.config.js';");
    expect(tree.readContent(MODULE)).toContain("import { ZeroTrustModule } from 'nestjs-zero-trust';");
    expect(tree.readContent(CONFIG)).toContain("embeddedRelationships({ modelFile: 'model.fga' })");
  });

  it('keeps what the module imported before', async () => {
    const { tree } = await run(
      'nest-add',
      {},
      await newApplication({ [MODULE]: appModule('[A, ...B, C.forRoot()]') }),
    );
    expect(tree.readContent(MODULE)).toContain(
      '[A, ...B, C.forRoot(), ZeroTrustModule.forRoot(zeroTrustConfig)]',
    );
  });

  it('writes the answers into the options and into .env.example', async () => {
    const answers = { issuer: 'https://id.shop.example', audience: 'shop', management: true };
    const { tree } = await run('nest-add', answers, await newApplication());
    expect(tree.readContent(CONFIG)).toContain("setting('ZERO_TRUST_ISSUER', 'https://id.shop.example')");
    expect(tree.readContent(CONFIG)).toContain("setting('ZERO_TRUST_AUDIENCE', 'shop')");
    expect(tree.readContent(CONFIG)).toContain('management: true');
    expect(tree.readContent('/.env.example')).toMatch(/^ZERO_TRUST_ISSUER=https:\/\/id\.shop\.example$/m);
    expect(tree.readContent('/.env.example')).toMatch(/^ZERO_TRUST_AUDIENCE=shop$/m);
  });

  it('leaves relationships and the management endpoints out for who wants neither', async () => {
    const { tree } = await run('nest-add', { relationships: false }, await newApplication());
    expect(tree.exists('/model.fga')).toBe(false);
    expect(tree.readContent(CONFIG)).not.toMatch(/elationships|visibleBy|management/);
  });

  it('opens the greeting of nest new and nothing else', async () => {
    const before = await newApplication();
    const other = "  @Get('all')\n  all() {}\n}\n";
    before.overwrite(
      '/src/app.controller.ts',
      before.readContent('/src/app.controller.ts').replace(/\}\n$/, other),
    );
    const { tree } = await run('nest-add', {}, before);
    const controller = tree.readContent('/src/app.controller.ts');
    expect(controller).toContain("@Get()\n  @Public('it greets everybody alike')\n  getHello()");
    expect(controller.match(/@Public/g)).toHaveLength(1);
  });

  it('changes nothing on a second run, and says so', async () => {
    const once = await guardedApplication();
    const { tree, told, tasks } = await run('nest-add', { issuer: 'https://other.example' }, once);
    expect(contentsOf(tree)).toEqual(contentsOf(once));
    expect(told).toEqual(['src/app.module.ts imports ZeroTrustModule already: nothing to do.']);
    expect(tasks).toEqual([]);
  });

  it.each([
    'zt.ZeroTrustModule.forRoot({} as never)',
    'zt.ZeroTrustModule.forRootAsync({}).with()',
    'zt.ZeroTrustModule',
  ])('finds the module however it is written: %s', async (written) => {
    const given = await newApplication({ [MODULE]: appModule(`[Other, ${written}]`) });
    const { tree, told } = await run('nest-add', {}, given);
    expect(contentsOf(tree)).toEqual(contentsOf(given));
    expect(told).toEqual(['src/app.module.ts imports ZeroTrustModule already: nothing to do.']);
  });

  it('keeps a model and an .env.example that are there', async () => {
    const model = 'model\n  schema 1.1\n\ntype user # mine\n';
    const given = await newApplication({
      '/model.fga': model,
      '/.env.example': 'PORT=3000\nZERO_TRUST_AUDIENCE=mine\n',
    });
    const { tree } = await run('nest-add', {}, given);
    expect(tree.readContent('/model.fga')).toBe(model);
    expect(tree.readContent('/.env.example')).toMatch(
      /^PORT=3000\nZERO_TRUST_AUDIENCE=mine\n\n#.*\nZERO_TRUST_ISSUER=/,
    );
  });

  it('keeps the audit log and .env out of Git, where there is Git', async () => {
    const { tree } = await run('nest-add', {}, await newApplication({ '/.gitignore': '/dist\n.env\n' }));
    expect(tree.readContent('/.gitignore')).toBe('/dist\n.env\n\n/audit\n');
    expect((await guardedApplication()).exists('/.gitignore')).toBe(false);
  });

  it('adds what the library stands on, in the ranges that the library asks for', async () => {
    const { dependencies } = (await guardedApplication()).readJson('/package.json') as {
      dependencies: Record<string, string>;
    };
    const manifest = createRequire(import.meta.url).resolve('nestjs-zero-trust/package.json');
    const library = JSON.parse(readFileSync(manifest, 'utf8')) as {
      version: string;
      peerDependencies: Record<string, string>;
      peerDependenciesMeta: Record<string, { optional?: boolean }>;
    };
    const required = Object.entries(library.peerDependencies).filter(
      ([name]) => library.peerDependenciesMeta[name]?.optional !== true,
    );
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(required.map(([name]) => name)));
    for (const [name, range] of required) {
      if (name.startsWith('@nestjs/c') || name === 'reflect-metadata' || name === 'rxjs') continue;
      expect(dependencies[name]).toBe(range);
    }
    expect(dependencies['nestjs-zero-trust']).toBe(`^${library.version}`);
  });

  it('installs them unless that is not wanted', async () => {
    expect((await run('nest-add', {}, await newApplication())).tasks).toEqual(['node-package']);
    expect((await run('nest-add', { skipInstall: true }, await newApplication())).tasks).toEqual([]);
  });

  it('serves an application of a workspace', async () => {
    const tree = await newApplication({
      '/src/app.module.ts': null,
      '/apps/shop/src/app.module.ts': appModule('[]'),
    });
    const { tree: after } = await run('nest-add', { sourceRoot: 'apps/shop/src' }, tree);
    expect(after.readContent('/apps/shop/src/app.module.ts')).toContain(
      'ZeroTrustModule.forRoot(zeroTrustConfig)',
    );
    expect(after.readContent('/apps/shop/src/zero-trust.config.ts')).toContain(
      "modelFile: 'apps/shop/model.fga'",
    );
    expect(after.exists('/apps/shop/model.fga')).toBe(true);
  });
});

describe('nest add nestjs-zero-trust, when it cannot', () => {
  const REFUSED = [
    { of: 'what is no Nest application', changes: { '/package.json': '{}' }, says: 'not a Nest application' },
    {
      of: 'a folder without package.json',
      changes: { '/package.json': null },
      says: 'There is no package.json here.',
    },
    { of: 'a package.json of nothing', changes: { '/package.json': 'null' }, says: 'it is no JSON object' },
    { of: 'a broken package.json', changes: { '/package.json': '{' }, says: 'package.json cannot be read' },
    {
      of: 'an application without its root module',
      changes: { [MODULE]: null },
      says: 'There is no src/app.module.ts.',
    },
    {
      of: 'imports that are not written out',
      changes: { [MODULE]: appModule('MODULES') },
      says: "'imports' is not a list",
    },
    { of: 'a module in parts', changes: { [MODULE]: appModule('[], ...rest') }, says: 'from elsewhere' },
    {
      of: 'a file without a module',
      changes: { [MODULE]: 'export class AppModule {}' },
      says: 'exactly one class',
    },
    {
      of: 'a module that does not parse',
      changes: { [MODULE]: appModule('[A') },
      says: 'cannot be edited safely',
    },
    {
      of: 'a broken model',
      changes: { '/model.fga': 'type user' },
      says: 'model.fga is no relationship model',
    },
    {
      of: 'a model file that is somewhere else',
      options: { modelFile: '../m.fga' },
      says: 'no file for a model',
    },
    {
      of: 'an issuer over plain HTTP',
      options: { issuer: 'http://auth.example.com' },
      says: 'no issuer identifier',
    },
    {
      of: 'an issuer with a query',
      options: { issuer: 'https://auth.example.com/?a=1' },
      says: 'no issuer identifier',
    },
    {
      of: 'an issuer with a user',
      options: { issuer: 'https://a@auth.example.com' },
      says: 'no issuer identifier',
    },
    {
      of: 'an issuer with a password',
      options: { issuer: 'https://a:b@auth.example.com' },
      says: 'no issuer identifier',
    },
    { of: 'an empty audience', options: { audience: '' }, says: 'no audience' },
    {
      of: 'an option that does not exist',
      options: { isuer: 'https://a.example' },
      says: 'Unknown option "isuer"',
    },
  ];

  it.each(REFUSED)('refuses $of, and writes nothing', async ({ changes = {}, options = {}, says }) => {
    const tree = await newApplication(changes);
    const before = contentsOf(tree);
    await expect(run('nest-add', options, tree)).rejects.toThrow(says);
    expect(contentsOf(tree)).toEqual(before);
  });
});
