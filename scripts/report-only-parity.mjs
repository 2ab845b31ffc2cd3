/**
 * Runs the e2e suite of the orders API on Express and on Fastify, in which each request is judged a second time as report-only
 * mode would, and prints how many of the verdicts are equal. Ends with 1 unless all are.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directory = await mkdtemp(join(tmpdir(), 'report-only-parity-'));
const file = join(directory, 'verdicts.jsonl');
try {
  const suite = ['--project', 'all', '--project', 'fastify', 'test/e2e/orders'];
  const code = await run('npx', ['vitest', 'run', '--reporter', 'dot', ...suite]);
  const { requests, differing } = await sum();
  process.stdout.write(
    `${[...differing, ''].join('\n')}${requests} requests, ${requests - differing.length} equal\n`,
  );
  process.exitCode = code === 0 && requests > 0 && differing.length === 0 ? 0 : 1;
} finally {
  await rm(directory, { recursive: true });
}

async function run(command, args) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ZT_TEST_PARITY_FILE: file },
  });
  const [code] = await once(child, 'exit');
  return code;
}

/** One line for each server that a test has started. */
async function sum() {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  const servers = lines.map((line) => JSON.parse(line));
  return {
    requests: servers.reduce((total, { requests }) => total + requests, 0),
    differing: servers.flatMap(({ differing }) => differing),
  };
}
