import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostureChange, RoutePosture } from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postureLines } from '../support/posture-lines.js';
import { SampleProcesses } from '../support/sample-process.js';

const COMMAND = 'orders/dist/commands/posture.js';

let sample: SampleProcesses;
let routes: readonly RoutePosture[];
/** For files of these tests. */
let folder: string;

beforeAll(async () => {
  sample = await SampleProcesses.create();
  folder = await mkdtemp(join(tmpdir(), 'posture-'));
  const { out } = await sample.run(COMMAND, { args: ['--json'] });
  routes = JSON.parse(out) as readonly RoutePosture[];
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await sample.stop();
});

async function runDiff(old: readonly RoutePosture[], ...more: readonly string[]) {
  const file = join(folder, 'old-posture.json');
  await writeFile(file, JSON.stringify(old));
  return sample.run(COMMAND, { args: ['--diff', file, ...more] });
}

function withControls(
  path: string,
  method: string,
  controls: RoutePosture['controls'],
): readonly RoutePosture[] {
  return routes.map((route) =>
    route.path === path && route.method === method
      ? { ...route, controls: { ...route.controls, ...controls } }
      : route,
  );
}

describe('npm run posture', { timeout: 120_000 }, () => {
  it('lists every route with exactly the controls that it is meant to have', async () => {
    // The list that the running API is held against, too.
    await expect(postureLines(routes)).toMatchFileSnapshot('controls.txt');
  });

  it('prints an aligned table, and touches no data', async () => {
    const { out } = await sample.run(COMMAND);
    const [heading = '', ...rows] = out.trimEnd().split('\n');
    const column = heading.indexOf('check-scopes');
    expect(rows).toHaveLength(routes.length);
    for (const row of rows) expect(row.slice(column - 2, column)).toBe('  ');
    expect(await readdir(sample.dataDir)).toEqual([]);
  });

  it('finds nothing weaker than itself', async () => {
    expect(await runDiff(routes)).toMatchObject({ code: 0, out: 'Nothing changed.\n' });
  });

  it('ends with 1 where a control got weaker, and says what it was and is', async () => {
    const old = withControls('/v2/orders/:id', 'GET', { 'check-scopes': ['orders:read', 'orders:audit'] });
    const { code, out } = await runDiff(old);
    expect(code).toBe(1);
    expect(out).toBe('WEAKER  GET /v2/orders/:id  check-scopes: orders:audit → none\n1 control is weaker.\n');
    const json = await runDiff(old, '--json');
    const [change] = JSON.parse(json.out) as readonly PostureChange[];
    expect(change).toMatchObject({ route: 'GET /v2/orders/:id', before: 'orders:audit', isWeaker: true });
  });

  it('ends with 0 where controls came or grew, and shows them', async () => {
    const deleting = routes.find(({ path, method }) => path === '/v2/orders/:id' && method === 'DELETE');
    const demands = deleting?.controls['check-freshness'] ?? [];
    const old = withControls('/v2/orders/:id', 'DELETE', {
      'check-freshness': demands.map((demand) => demand.replace('300 s', '900 s')),
    }).filter(({ path }) => path !== '/v2/inventory');
    const { code, out } = await runDiff(old);
    expect(code).toBe(0);
    expect(out).toMatch(/check-freshness: signed in at most 900 s ago.* → signed in at most 300 s ago/);
    expect(out).toContain('GET /v2/inventory  new route: ');
  });

  it.each(['not JSON', '{}', '[{}]', '[null]'])('compares with nothing but a posture: %s', async (text) => {
    const file = join(folder, 'no-posture.json');
    await writeFile(file, text);
    const { code, err } = await sample.run(COMMAND, { args: ['--diff', file] });
    expect(code).toBe(2);
    expect(err).toContain("is not what 'posture --json'");
  });

  it('writes a page that loads nothing and allows nothing else', async () => {
    const file = join(folder, 'posture.html');
    expect(await sample.run(COMMAND, { args: ['--html', file] })).toMatchObject({ code: 0 });
    const page = await readFile(file, 'utf8');
    expect(page).toContain("default-src 'none'; style-src 'sha256-");
    expect(page).not.toMatch(/(?:src|href)="|https?:\/\/|@import|url\(/);
    expect(page.match(/<tr data-is=/g)).toHaveLength(routes.length);
  });
});
