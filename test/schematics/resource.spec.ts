import { describe, expect, it } from 'vitest';
import { generated, MODEL, modelWith, SPEC } from './support/resource.js';
import { guardedApplication, run } from './support/schematics.js';

const CONTROLLER = '/src/orders/orders.controller.ts';
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

async function addedFiles(options: object): Promise<string[]> {
  const before = new Set((await guardedApplication()).files);
  return (await generated(options)).files.filter((file) => !before.has(file)).toSorted();
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
