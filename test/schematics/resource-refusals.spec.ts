import { describe, expect, it } from 'vitest';
import { type Application, generated, guardedWith, MODEL, modelWith, SPEC } from './support/resource.js';
import { contentsOf, guardedApplication, run } from './support/schematics.js';

interface Refused {
  readonly of: string;
  readonly options?: object;
  readonly changes?: Readonly<Record<string, string | null>>;
  readonly says: string;
}

/** What generated files import: `Body`, `CanAccess`, `Tuple`. */
function importedInto(tree: Application): string[] {
  const files = tree.files.filter((file) => file.startsWith('/src/orders/') && !file.includes('/dto/'));
  const imports = files.flatMap((file) => [
    ...tree.readContent(file).matchAll(/^import \{([^}]+)\} from '[@\w]/gm),
  ]);
  const names = imports.flatMap(([, list = '']) =>
    list.split(',').map((name) => name.replace('type ', '').trim()),
  );
  return [...new Set(names)].filter((name) => /^[A-Z]/.test(name));
}

describe('resource NAME, when it cannot', () => {
  it('refuses each name that its own files import something else by', async () => {
    const tree = await generated({});
    const application = await guardedApplication();
    const accepted: string[] = [];
    for (const name of importedInto(tree)) {
      const { tree: made } = await run('resource', { name }, application).catch(() => ({ tree: undefined }));
      // Named by its singular, which may be free: Scopes makes a Scope.
      if (
        made?.files.some((file) => made.readContent(file).includes(`export interface ${name} {`)) === true
      ) {
        accepted.push(name);
      }
    }
    expect(importedInto(tree).length).toBeGreaterThan(20);
    expect(accepted).toEqual([]);
  });

  const UNDERIVED = modelWith('    define viewer: [user]\n    define editor: viewer\n');
  const FOR_ALL = modelWith('    define viewer: [user:*] or editor\n    define editor: [user]\n');
  const REFUSED: readonly Refused[] = [
    { of: 'a name that is none', options: { name: '../order' }, says: "'..' is no folder below src." },
    { of: 'a name with a digit first', options: { name: '2nd' }, says: "'2nd' cannot name a resource." },
    { of: 'a reserved word', options: { name: 'class' }, says: "'class' cannot name a resource" },
    { of: 'what objects have anyway', options: { name: 'constructor' }, says: 'the word is reserved' },
    {
      of: 'the name of something it needs',
      options: { name: 'policy' },
      says: 'something else of this name',
    },
    { of: 'its plural', options: { name: 'Policies' }, says: 'something else of this name' },
    { of: 'the name of a variable', options: { name: 'owner' }, says: 'something else of this name' },
    {
      of: 'the type of callers',
      options: { name: 'user' },
      says: "has a type 'user' without a relation 'viewer'; it has: no relations.",
    },
    {
      of: 'an unknown relation of a known type',
      options: { name: 'organization', relations: 'member,editor' },
      says: "has a type 'organization' without a relation 'editor'; it has: admin, member.",
    },
    {
      of: 'a relation that nobody can be given',
      changes: { [MODEL]: UNDERIVED },
      says: "'editor' of 'order' cannot be given to a user",
    },
    {
      of: 'a relation that only everybody can be given',
      changes: { [MODEL]: FOR_ALL },
      says: "'viewer' of 'order' cannot be given to a user",
    },
    {
      of: 'the weaker relation of a known type for changes',
      options: { relations: 'editor,viewer' },
      changes: {
        [MODEL]: modelWith('    define editor: [user]\n    define viewer: [user] or editor\n'),
      },
      says: 'Say the weaker one first: --relations viewer,editor',
    },
    {
      of: 'one that is weaker by a relation between',
      options: { relations: 'owner,viewer' },
      changes: {
        [MODEL]: modelWith(
          '    define owner: [user]\n    define editor: [user] or owner\n    define viewer: [user] or editor\n',
        ),
      },
      says: "who has 'owner' of 'order' has 'viewer' too",
    },
    { of: 'no relation', options: { relations: '' }, says: "'' cannot name a relation." },
    { of: 'a relation twice', options: { relations: 'a,b,a' }, says: "The relation 'a' is there twice." },
    { of: 'a version that is none', options: { apiVersion: '2/../3' }, says: 'cannot be a version.' },
    {
      of: 'a version that has become a number',
      options: { apiVersion: 1.1 },
      says: 'Say it with its v: --api-version v1.1',
    },
    { of: 'a folder elsewhere', options: { path: '../lib' }, says: "'../lib' is no folder below src." },
    {
      of: 'a source root elsewhere',
      options: { sourceRoot: '../other' },
      says: "'../other' is no folder below that of package.json.",
    },
    {
      of: 'a source root that leads out on its way',
      options: { sourceRoot: 'src/../../other' },
      says: "'src/../../other' is no folder below that of package.json.",
    },
    {
      of: 'a source root without a name',
      options: { sourceRoot: '' },
      says: "'' is no folder below that of package.json.",
    },
    {
      of: 'a model elsewhere',
      options: { modelFile: '../../model.fga' },
      says: "'../../model.fga' is no file below the folder of package.json.",
    },
    {
      of: 'a file that is there',
      changes: { '/src/orders/order.ts': '' },
      says: 'src/orders/order.ts is there',
    },
    { of: 'a spec that is there', changes: { [SPEC]: '' }, says: `${SPEC.slice(1)} is there already.` },
    { of: 'a broken model', changes: { [MODEL]: 'model\n  schema 2\n' }, says: 'is no relationship model' },
    { of: 'no model', changes: { [MODEL]: null }, says: 'There is no relationship model (.fga).' },
    {
      of: 'a model without callers',
      changes: { [MODEL]: 'model\n  schema 1.1\n\ntype service\n' },
      says: "has no type 'user'",
    },
    {
      of: 'an application without the library',
      changes: { '/package.json': '{"dependencies":{"@nestjs/core":"^12.0.0"}}' },
      says: 'does not use nestjs-zero-trust yet',
    },
    { of: 'what is no Nest application', changes: { '/package.json': '{}' }, says: 'not a Nest application' },
    {
      of: 'a module that cannot be edited safely',
      changes: { '/src/app.module.ts': '@Module({ imports: shared })\nexport class AppModule {}\n' },
      says: 'src/app.module.ts cannot be edited safely',
    },
    {
      of: 'a module of that name',
      changes: { '/src/app.module.ts': '@Module({ imports: [OrdersModule] })\nexport class AppModule {}\n' },
      says: 'src/app.module.ts imports a OrdersModule already.',
    },
    {
      of: 'versioning of another kind',
      options: { apiVersion: 2 },
      changes: { '/src/main.ts': "app.enableVersioning({ type: VersioningType.HEADER, header: 'v' });\n" },
      says: 'src/main.ts does not enable versioning by URI',
    },
    {
      of: 'a configureApp without versioning',
      options: { apiVersion: 2 },
      changes: { '/src/configure-app.ts': 'export function configureApp() {}\n' },
      says: 'src/configure-app.ts does not enable versioning by URI',
    },
    {
      of: 'a main.ts that makes no application',
      options: { apiVersion: 2 },
      changes: { '/src/main.ts': 'await start();\n' },
      says: 'src/main.ts cannot be edited safely',
    },
    {
      of: 'an application without main.ts',
      options: { apiVersion: 2 },
      changes: { '/src/main.ts': null },
      says: 'There is no src/main.ts',
    },
    { of: 'an option that it does not know', options: { relation: 'a' }, says: 'relation' },
  ];

  it.each(REFUSED)('refuses $of, and writes nothing', async ({ options = {}, changes = {}, says }) => {
    const before = await guardedWith(changes);
    const contents = contentsOf(before);
    const refused = run('resource', { name: 'order', ...options }, before);
    await expect(refused).rejects.toThrow(says);
    expect(contentsOf(before)).toEqual(contents);
  });
});
