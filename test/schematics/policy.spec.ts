import { describe, expect, it } from 'vitest';
import { contentsOf, guardedApplication, newApplication, run } from './support/schematics.js';

const POLICY = '/src/policies/office-hours.policy.ts';
const SPEC = '/src/policies/office-hours.policy.spec.ts';

describe('policy NAME', () => {
  it('writes an injectable policy and its spec, and provides it', async () => {
    const { tree } = await run('policy', { name: 'office-hours' }, await guardedApplication());
    expect(tree.readContent(POLICY)).toContain('export class OfficeHours implements AccessPolicy {');
    expect(tree.readContent(SPEC)).toContain("import { OfficeHours } from './office-hours.policy.js';");
    const module = tree.readContent('/src/app.module.ts');
    expect(module).toContain('providers: [AppService, OfficeHours],');
    expect(module).toContain("import { OfficeHours } from './policies/office-hours.policy.js';");
  });

  it.each(['OfficeHours', 'officeHours', 'office_hours', 'office-hours-policy', 'OfficeHoursPolicy'])(
    'understands %s alike',
    async (name) => {
      const { tree } = await run('policy', { name }, await guardedApplication());
      expect(tree.files).toEqual(expect.arrayContaining([POLICY, SPEC]));
      expect(tree.readContent(POLICY)).toContain('class OfficeHours ');
    },
  );

  it('goes where its name says, into the module that is nearest', async () => {
    const orders = "import { Module } from '@nestjs/common';\n\n@Module({})\nexport class OrdersModule {}\n";
    const given = await guardedApplication();
    given.create('/src/orders/orders.module.ts', orders);
    const { tree } = await run('policy', { name: 'orders/rules/large' }, given);
    expect(tree.exists('/src/orders/rules/large.policy.ts')).toBe(true);
    expect(tree.readContent('/src/orders/orders.module.ts')).toContain('providers: [Large]');
    expect(tree.readContent('/src/orders/orders.module.ts')).toContain("from './rules/large.policy.js'");
    expect(tree.readContent('/src/app.module.ts')).not.toContain('Large');
  });

  it('leaves out the spec and the provider for who says so', async () => {
    const given = await guardedApplication();
    const { tree } = await run('policy', { name: 'office-hours', spec: false, skipImport: true }, given);
    expect(tree.exists(SPEC)).toBe(false);
    expect(tree.readContent('/src/app.module.ts')).toBe(given.readContent('/src/app.module.ts'));
  });

  it('names the spec as the Nest CLI is configured to', async () => {
    const { tree } = await run(
      'policy',
      { name: 'office-hours', specFileSuffix: 'test' },
      await guardedApplication(),
    );
    expect(tree.exists(SPEC.replace('.spec.', '.test.'))).toBe(true);
  });
});

describe('policy NAME, when it cannot', () => {
  const REFUSED = [
    {
      of: 'a policy that is there',
      changes: { [POLICY]: '' },
      says: 'src/policies/office-hours.policy.ts is there already.',
    },
    {
      of: 'a spec that is there',
      changes: { [SPEC]: '' },
      says: 'src/policies/office-hours.policy.spec.ts is there already.',
    },
    { of: 'a name that is no name', options: { name: 'a b!' }, says: "'a b!' cannot name a policy" },
    {
      of: 'a name that is nothing but its suffix',
      options: { name: 'policy' },
      says: "'' cannot name a policy",
    },
    { of: 'a reserved word', options: { name: 'class' }, says: 'the word is reserved' },
    {
      of: 'a folder outside',
      options: { name: '../../office-hours' },
      says: "'../..' is no folder below src.",
    },
    { of: 'a path outside', options: { path: '/etc' }, says: "'/etc' is no folder below src." },
    { of: 'a suffix that leads elsewhere', options: { specFileSuffix: '../x' }, says: "'../x' cannot end" },
    {
      of: 'providers that are not written out',
      changes: { '/src/app.module.ts': '@Module({ providers: all() })\nexport class AppModule {}' },
      says: "'providers' is not a list",
    },
    {
      of: 'a class of this name in the module',
      changes: {
        '/src/app.module.ts': "import { OfficeHours } from 'other';\n@Module({})\nexport class AppModule {}",
      },
      says: "uses the name 'OfficeHours' already",
    },
    { of: 'what is no Nest application', changes: { '/package.json': '{}' }, says: 'not a Nest application' },
    {
      of: 'an application without the library',
      changes: { '/package.json': '{"dependencies":{"@nestjs/core":"^12.0.0"}}' },
      says: 'npx nest add nestjs-zero-trust',
    },
  ];

  it.each(REFUSED)('refuses $of, and writes nothing', async ({ changes = {}, options = {}, says }) => {
    const tree = await newApplication({ ...contentsOf(await guardedApplication()), ...changes });
    const before = contentsOf(tree);
    await expect(run('policy', { name: 'office-hours', ...options }, tree)).rejects.toThrow(says);
    expect(contentsOf(tree)).toEqual(before);
  });
});
