import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RULE_LIMITS } from './rule-limits.js';
import { RuleFiles } from './rule-files.js';
import { UnreadableRulesError } from './unreadable-rules.error.js';

// Its calls are counted.
vi.mock('node:fs/promises', { spy: true });

/** Longer than any test: what comes in time comes from the watcher. */
const NEVER_MS = 600_000;

let folder = '';
let file = '';
const stops: (() => void)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
  file = join(folder, 'orders.yaml');
  await writeFile(file, 'rules: {}');
});

afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await rm(folder, { recursive: true });
});

function watchWith(pollMs: number): ReturnType<typeof vi.fn> {
  const onChange = vi.fn<() => void>();
  stops.push(new RuleFiles([file], pollMs).watch(onChange));
  return onChange;
}

async function problemOf(files: readonly (string | URL)[]): Promise<string> {
  const error: unknown = await new RuleFiles(files).read().catch((reason: unknown) => reason);
  return error instanceof UnreadableRulesError ? error.finding.problem : 'none';
}

describe('files of rules', () => {
  it('are read by path and by URL, in their order', async () => {
    const other = join(folder, 'other.yaml');
    await writeFile(other, 'ü');
    const files = await new RuleFiles([pathToFileURL(other), file]).read();
    expect(files).toEqual([
      { path: other, text: 'ü' },
      { path: file, text: 'rules: {}' },
    ]);
  });

  it('are refused when they are absent, a folder, too large or no text', async () => {
    const large = join(folder, 'large.yaml');
    await writeFile(large, '#'.repeat(RULE_LIMITS.fileBytes + 1));
    const binary = join(folder, 'binary.yaml');
    await writeFile(binary, Uint8Array.of(0xc3, 0x28));
    expect(await problemOf([join(folder, 'none.yaml')])).toBe('is not there');
    expect(await problemOf([folder])).toBe('is a folder');
    expect(await problemOf([large])).toBe(`is larger than ${RULE_LIMITS.fileBytes} bytes`);
    expect(await problemOf([binary])).toBe('is not written in UTF-8');
  });

  it('are refused when they are a pipe, for which nobody waits', async () => {
    const pipe = join(folder, 'pipe.yaml');
    execFileSync('mkfifo', [pipe]);
    expect(await problemOf([pipe])).toBe('is a pipe or a device');
    expect(await problemOf(['/dev/zero'])).toBe('is a pipe or a device');
  });

  it('are read once by all who look at the same time, so that a file system that hangs takes one thread', async () => {
    const files = new RuleFiles([file]);
    const opened = vi.mocked(open);
    opened.mockClear();
    await Promise.all([files.read(), files.read()]);
    expect(opened).toHaveBeenCalledTimes(1);
    await files.read();
    expect(opened).toHaveBeenCalledTimes(2);
  });

  it('may be as large as the limit', async () => {
    await writeFile(file, '#'.repeat(RULE_LIMITS.fileBytes));
    expect(await problemOf([file])).toBe('none');
  });

  it('tell when they are written', async () => {
    const onChange = watchWith(NEVER_MS);
    await writeFile(file, 'rules: {} #');
    await vi.waitFor(() => expect(onChange).toHaveBeenCalled());
  });

  it('tell when another file takes their place, as editors do', async () => {
    const onChange = watchWith(NEVER_MS);
    const next = join(folder, '.orders.yaml.swp');
    await writeFile(next, 'rules: {} #');
    await rename(next, file);
    await vi.waitFor(() => expect(onChange).toHaveBeenCalled());
  });

  it('tell when a link to all of them is turned, as clusters do', async () => {
    const link = join(folder, '..data');
    await symlink(folder, link);
    const onChange = watchWith(NEVER_MS);
    await unlink(link);
    await vi.waitFor(() => expect(onChange).toHaveBeenCalled());
  });

  it('tell nothing of what else changes in their folder', async () => {
    const onChange = watchWith(NEVER_MS);
    await writeFile(join(folder, 'log.txt'), 'x');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(onChange).not.toHaveBeenCalled();
  });

  it('are looked at now and then where nobody tells, until that is stopped', async () => {
    const onChange = vi.fn<() => void>();
    const absent = join(folder, 'absent', 'orders.yaml');
    const stop = new RuleFiles([absent], 5).watch(onChange);
    await vi.waitFor(() => expect(onChange.mock.calls.length).toBeGreaterThan(1));
    stop();
    const calls = onChange.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(onChange.mock.calls.length).toBe(calls);
  });
});
