import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Supervisor } from './supervisor.js';

const SCRIPTS = {
  fails: 'console.error("broken"); process.exitCode = 3;',
  serves:
    'process.on("SIGTERM", () => { console.log("closing"); process.exit(0); }); setInterval(() => {}, 1000); console.log("up");',
};

describe('Supervisor', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'supervisor-'));
    for (const [name, script] of Object.entries(SCRIPTS))
      await writeFile(join(directory, `${name}.mjs`), script);
  });

  afterAll(() => rm(directory, { recursive: true }));

  const entry = (name: keyof typeof SCRIPTS): string => join(directory, `${name}.mjs`);

  it('reports the first process that ends, with its exit code and its prefixed output', async () => {
    const lines: string[] = [];
    const supervisor = new Supervisor((line) => lines.push(line));
    supervisor.start({ name: 'good', entry: entry('serves') });
    supervisor.start({ name: 'bad', entry: entry('fails') });
    expect(await supervisor.firstEnd).toEqual({ name: 'bad', outcome: 3 });
    await expect.poll(() => lines).toContain('[good] up');
    await supervisor.stop();
    await expect.poll(() => lines).toEqual(expect.arrayContaining(['[bad] broken', '[good] closing']));
  });

  it('reports an entry that does not exist', async () => {
    const supervisor = new Supervisor(() => undefined);
    supervisor.start({ name: 'absent', entry: join(directory, 'absent.mjs') });
    expect(await supervisor.firstEnd).toEqual({ name: 'absent', outcome: 1 });
  });
});
