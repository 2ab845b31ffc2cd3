import { describe, expect, it } from 'vitest';
import { contentsOf, guardedApplication, run } from './support/schematics.js';

const MODEL = '/model.fga';
const CONTROLLER = '/src/orders/orders.controller.ts';
const SPEC = '/test/orders.e2e-spec.ts';
const SOURCES = [
  'dto/create-order.dto.ts',
  'dto/order.dto.ts',
  'dto/update-order.dto.ts',
  'locked-order-needs-owner.policy.ts',
  'memory-orders.repository.ts',
  'order.loader.ts',
  'order.ts',
  'orders.controller.ts',
  'orders.module.ts',
  'orders.repository.ts',
  'orders.service.ts',
];

type Application = Awaited<ReturnType<typeof guardedApplication>>;

async function guardedWith(changes: Readonly<Record<string, string | null>>): Promise<Application> {
  const tree = await guardedApplication();
  for (const [path, content] of Object.entries(changes)) {
    if (tree.exists(path)) tree.delete(path);
    if (content !== null) tree.create(path, content);
  }
  return tree;
}

async function generated(options: object, changes: Readonly<Record<string, string | null>> = {}) {
  const { tree } = await run('resource', { name: 'order', ...options }, await guardedWith(changes));
  return tree;
}

async function addedFiles(options: object): Promise<string[]> {
  const before = new Set((await guardedApplication()).files);
  return (await generated(options)).files.filter((file) => !before.has(file)).toSorted();
}

function modelWith(relations: string): string {
  return `model\n  schema 1.1\n\ntype user\n\ntype order\n  relations\n${relations}`;
}

describe('resource NAME', () => {
  it('generates everything from the routes to the e2e spec', async () => {
    const sources = SOURCES.map((file) => `/src/orders/${file}`);
    expect(await addedFiles({ apiVersion: 2 })).toEqual(['/src/configure-app.ts', ...sources, SPEC]);
  });

  it('demands scopes and relations on each route, and versions it', async () => {
    const controller = (await generated({ apiVersion: 2 })).readContent(CONTROLLER);
    expect(controller).toContain("@Controller({ path: 'orders', version: '2' })");
    expect(controller.match(/@Scopes\('orders:(read|write)'\)/g)).toHaveLength(5);
    expect(controller.match(/@CanAccess\('viewer', 'order'\)/g)).toHaveLength(1);
    expect(controller.match(/@CanAccess\('editor', 'order'\)/g)).toHaveLength(2);
    expect(controller.match(/@Policy\(LockedOrderNeedsOwner\)/g)).toHaveLength(2);
    expect(controller).toContain("@Accessible('viewer', 'order') visible: Accessible");
  });

  it('merges its type into the model, and says by which relation it is visible', async () => {
    const before = (await guardedApplication()).readContent(MODEL);
    const tree = await generated({ relations: 'viewer,editor,owner' });
    expect(tree.readContent(MODEL)).toBe(
      `${before.trimEnd()}\n\ntype order\n  relations\n    define owner: [user]\n` +
        '    define editor: [user] or owner\n    define viewer: [user] or editor\n',
    );
    expect(tree.readContent('/src/zero-trust.config.ts')).toContain("visibleBy: { order: 'viewer' }");
    expect(tree.readContent(CONTROLLER)).toContain("@CanAccess('owner', 'order')");
  });

  it('is imported by the root module, and versioning is switched on for main.ts and the specs alike', async () => {
    const tree = await generated({ apiVersion: '2' });
    expect(tree.readContent('/src/app.module.ts')).toContain(
      'imports: [ZeroTrustModule.forRoot(zeroTrustConfig), OrdersModule]',
    );
    expect(tree.readContent('/src/main.ts')).toContain(
      'const app = await NestFactory.create(AppModule);\n  configureApp(app);\n',
    );
    expect(tree.readContent('/src/configure-app.ts')).toContain(
      'app.enableVersioning({ type: VersioningType.URI });',
    );
    expect(tree.readContent(SPEC)).toContain('configure: configureApp,');
  });

  it('leaves main.ts alone without a version', async () => {
    const main = (await guardedApplication()).readContent('/src/main.ts');
    const tree = await generated({});
    expect(tree.readContent('/src/main.ts')).toBe(main);
    expect(tree.readContent(CONTROLLER)).toContain("@Controller('orders')");
  });

  it('takes versioning as main.ts has it', async () => {
    const main =
      "const app = await NestFactory.create(AppModule);\napp.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });\n";
    const tree = await generated({ apiVersion: 2 }, { '/src/main.ts': main });
    expect(tree.readContent('/src/main.ts')).toBe(main);
    expect(tree.readContent(SPEC)).toContain('app.enableVersioning({ type: VersioningType.URI });');
  });

  it('sends its requests where configureApp puts the routes', async () => {
    const configureApp = `export function configureApp(app) {
      app.setGlobalPrefix('api').enableVersioning();
    }`;
    const tree = await generated({ apiVersion: 2 }, { '/src/configure-app.ts': configureApp });
    expect(tree.readContent(SPEC)).toContain('`/api/v2/orders/${id}`');
  });

  it('generates a second one beside the first', async () => {
    const { tree } = await run(
      'resource',
      { name: 'box', apiVersion: 2 },
      await generated({ apiVersion: 2 }),
    );
    expect(tree.readContent('/src/app.module.ts')).toMatch(/OrdersModule,\s+BoxesModule,/);
    expect(tree.readContent(MODEL)).toMatch(/^type order$[\s\S]+^type box$/m);
    expect(tree.readContent('/src/zero-trust.config.ts')).toContain("{ order: 'viewer', box: 'viewer' }");
    expect(tree.readContent('/src/main.ts').match(/configureApp\(app\)/g)).toHaveLength(1);
  });

  it.each([
    ['order', 'orders', 'Order', 'order'],
    ['orders', 'orders', 'Order', 'order'],
    ['order-item', 'order-items', 'OrderItem', 'order_item'],
    ['OrderItem', 'order-items', 'OrderItem', 'order_item'],
    ['person', 'people', 'Person', 'person'],
    ['box', 'boxes', 'Box', 'box'],
    ['address', 'addresses', 'Address', 'address'],
    ['sheep', 'sheep', 'Sheep', 'sheep'],
  ])('names the parts of %s as the language does', async (name, plural, singular, type) => {
    const tree = await generated({ name });
    const controller = tree.readContent(`/src/${plural}/${plural}.controller.ts`);
    expect(controller).toContain(`@Controller('${plural}')`);
    expect(controller).toContain(`@Returns(${singular}Dto)`);
    expect(tree.readContent(MODEL)).toContain(`\ntype ${type}\n`);
  });

  it('goes where it is told to', async () => {
    expect((await generated({ path: 'shop' })).exists('/src/shop/orders/orders.module.ts')).toBe(true);
    expect((await generated({ name: 'shop/order' })).exists('/src/shop/orders/order.ts')).toBe(true);
    const flat = await generated({ path: 'shop', flat: true });
    expect(flat.exists('/src/shop/orders.module.ts')).toBe(true);
    expect(flat.readContent('/src/app.module.ts')).toContain("'./shop/orders.module.js'");
  });

  it('leaves out the import and the spec where they are not wanted', async () => {
    const tree = await generated({ skipImport: true, spec: false });
    expect(tree.exists(SPEC)).toBe(false);
    expect(tree.readContent('/src/app.module.ts')).not.toContain('OrdersModule');
  });

  it('takes the relations of a type that the model has already, and leaves the model as it is', async () => {
    const model = modelWith('    define keeper: [user]\n    define reader: [user] or keeper\n');
    const tree = await generated({ relations: 'reader,keeper' }, { [MODEL]: model });
    expect(tree.readContent(MODEL)).toBe(model);
    const service = tree.readContent('/src/orders/orders.service.ts');
    expect(service.match(/relation: '\w+'/g)).toEqual(["relation: 'keeper'"]);
  });

  it.each([
    ['    define keeper: [user]\n    define reader: [user]\n'],
    [
      '    define banned: [user]\n    define keeper: [user]\n    define reader: ([user] or keeper) but not banned\n',
    ],
  ])('gives who creates one both relations where the model derives neither: %j', async (relations) => {
    const tree = await generated({ relations: 'reader,keeper' }, { [MODEL]: modelWith(relations) });
    const service = tree.readContent('/src/orders/orders.service.ts');
    expect(service.match(/relation: '\w+'/g)).toEqual(["relation: 'keeper'", "relation: 'reader'"]);
  });
});

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
    { of: 'no relation', options: { relations: '' }, says: "'' cannot name a relation." },
    { of: 'a relation twice', options: { relations: 'a,b,a' }, says: "The relation 'a' is there twice." },
    { of: 'a version that is none', options: { apiVersion: '2/../3' }, says: 'cannot be a version.' },
    { of: 'a folder elsewhere', options: { path: '../lib' }, says: "'../lib' is no folder below src." },
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
