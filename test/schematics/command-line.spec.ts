import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { ApplicationFolder } from './support/folder.js';
import { contentsOf, guardedApplication, newApplication } from './support/schematics.js';

// Each starts a program or two, which take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const OURS = 'nestjs-zero-trust-schematics';
const collection = createRequire(import.meta.url).resolve(`${OURS}/collection.json`);

interface Schema {
  readonly properties: Readonly<
    Record<string, { readonly visible?: boolean; readonly description?: string }>
  >;
}
const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(path, `file://${collection}`), 'utf8'));
const { schematics } = readJson(collection) as {
  schematics: Record<string, { schema: string; description: string }>;
};
const SCHEMATICS = Object.entries(schematics).map(([name, { schema }]) => ({
  name,
  schema: readJson(schema) as Schema,
}));

const dashed = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

describe('nest add nestjs-zero-trust', () => {
  it('finds the schematic through the library, with flags and --skip-install', async () => {
    await using folder = await ApplicationFolder.of(await newApplication());
    const flags = ['--issuer', 'https://id.shop.example', '--skip-install'];
    expect(await folder.run('nest', 'add', 'nestjs-zero-trust', ...flags)).toMatchObject({ code: 0 });
    const { '/src/zero-trust.config.ts': config } = await folder.contents();
    expect(config).toContain("'https://id.shop.example'");
  });

  it('ends with code 1 and a message where it refuses', async () => {
    await using folder = await ApplicationFolder.of(await newApplication({ '/src/app.module.ts': null }));
    const before = await folder.contents();
    const ended = await folder.run('nest', 'add', 'nestjs-zero-trust', '--skip-install');
    expect(ended.code).toBe(1);
    expect(ended.output).toContain('There is no src/app.module.ts.');
    expect(await folder.contents()).toEqual(before);
  });
});

describe(`nest generate -c ${OURS}`, () => {
  it.each([
    { schematic: 'policy', name: 'office-hours', creates: '/src/policies/office-hours.policy.ts' },
    { schematic: 'model', name: 'box', creates: '/model.fga' },
    { schematic: 'resource', name: 'order', creates: '/src/orders/orders.controller.ts' },
  ])('takes whatever the Nest CLI passes to $schematic', async ({ schematic, name, creates }) => {
    const before = await guardedApplication();
    await using folder = await ApplicationFolder.of(before);
    const { output } = await folder.run('nest', 'generate', '-c', OURS, schematic, name);
    expect(output).not.toContain('Error');
    expect((await folder.contents())[creates]).not.toBe(contentsOf(before)[creates]);
  });
});

describe(`npx ${OURS}`, () => {
  it('passes the options of a schematic on, which nest generate does not', async () => {
    await using folder = await ApplicationFolder.of(await guardedApplication());
    const ended = await folder.run(OURS, 'model', 'box', '--relations', 'opener,owner');
    expect(ended).toEqual({ code: 0, output: expect.stringContaining('UPDATE model.fga') as string });
    expect((await folder.contents())['/model.fga']).toContain('define opener: [user] or owner');
  });

  it('takes --no for what is on by default', async () => {
    await using folder = await ApplicationFolder.of(await guardedApplication());
    const { output } = await folder.run(OURS, 'policy', 'office-hours', '--no-spec');
    expect(output).toContain('office-hours.policy.ts');
    expect(output).not.toContain('office-hours.policy.spec.ts');
  });

  it('writes nothing with --dry-run', async () => {
    await using folder = await ApplicationFolder.of(await guardedApplication());
    const before = await folder.contents();
    const { output } = await folder.run(OURS, 'policy', 'office-hours', '--dry-run');
    expect(output).toContain('CREATE src/policies/office-hours.policy.ts');
    expect(await folder.contents()).toEqual(before);
  });

  it.each([
    { of: 'a name that is taken', args: ['model', 'user'], says: "model.fga has a type 'user' already." },
    {
      of: 'an option that does not exist',
      args: ['model', 'box', '--relation', 'a'],
      says: 'Unknown option "relation"',
    },
    { of: 'a schematic that does not exist', args: ['modle', 'box'], says: "There is no schematic 'modle'." },
    { of: 'a name that is missing', args: ['policy'], says: "must have required property 'name'" },
  ])('ends with code 1 for $of, and writes nothing', async ({ args, says }) => {
    await using folder = await ApplicationFolder.of(await guardedApplication());
    const before = await folder.contents();
    const ended = await folder.run(OURS, ...args);
    expect(ended.code).toBe(1);
    expect(ended.output).toContain(says);
    expect(await folder.contents()).toEqual(before);
  });

  it('lists the schematics', async () => {
    await using folder = await ApplicationFolder.of(await newApplication());
    const { code, output } = await folder.run(OURS, '--help');
    expect(code).toBe(0);
    for (const [name, { description }] of Object.entries(schematics))
      expect(output).toMatch(`${name.padEnd(10)}${description}`);
  });

  it.each(SCHEMATICS)(
    'tells every option of $name, and nothing that only the Nest CLI says',
    async ({ name, schema }) => {
      await using folder = await ApplicationFolder.of(await newApplication());
      const { code, output } = await folder.run(OURS, name, '--help');
      const told = [...output.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag);
      const shown = Object.entries(schema.properties).filter(([, { visible }]) => visible !== false);
      expect(code).toBe(0);
      expect(told).toEqual([...shown.map(([option]) => dashed(option)), '--dry-run']);
      for (const [, { description }] of shown) expect(output).toContain(description ?? 'a description');
    },
  );
});
