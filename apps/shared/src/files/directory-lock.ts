import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, rename, unlink } from 'node:fs/promises';
import { createPrivateFile, hasCode, readFileIfPresent } from './private-file.js';

/** The exclusive right to a directory, held by this process. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/** Another live process owns the directory. */
export class DirectoryLockedError extends Error {
  override readonly name = 'DirectoryLockedError';

  constructor(
    readonly lockFile: string,
    readonly pid: number,
  ) {
    super(
      `${lockFile} is held by the running process ${pid}. Stop that process, ` +
        'or let this one use another DATA_DIR.',
    );
  }
}

interface Owner {
  readonly pid: number;
  /** When the process started, as the system counts it: a number reused by a later process differs here. */
  readonly startedAt: string;
}

const MAX_ATTEMPTS = 5;
const heldHere = new Set<string>();

/**
 * Takes `directory.lock` for this process. A lock left by a process that has ended is taken over.
 *
 * @throws {@link DirectoryLockedError} when a live process holds it
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const lockFile = `${directory}.lock`;
  const own = JSON.stringify(describeProcess(process.pid));
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (await createPrivateFile(lockFile, own)) return held(lockFile);
    await removeIfStale(lockFile);
  }
  throw new DirectoryLockedError(lockFile, 0);
}

function held(lockFile: string): DirectoryLock {
  heldHere.add(lockFile);
  return {
    release: async () => {
      if (heldHere.delete(lockFile)) await unlink(lockFile);
    },
  };
}

/** Moves the lock aside before removing it, so that of two processes only one takes it over. */
async function removeIfStale(lockFile: string): Promise<void> {
  const text = await readFileIfPresent(lockFile);
  if (text === undefined) return;
  refuseIfAlive(lockFile, text);
  const aside = `${lockFile}.${randomUUID()}.stale`;
  try {
    await rename(lockFile, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readFileIfPresent(aside)) !== text) await link(aside, lockFile);
  await unlink(aside);
}

function refuseIfAlive(lockFile: string, text: string): void {
  const owner = parseOwner(text);
  if (owner === undefined) return;
  const alive = owner.pid === process.pid ? heldHere.has(lockFile) : isAlive(owner);
  if (alive) throw new DirectoryLockedError(lockFile, owner.pid);
}

function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<Owner>;
    return Number.isSafeInteger(pid) ? { pid: Number(pid), startedAt: String(startedAt) } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, startedAt }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process lives, but belongs to somebody else.
    if (!hasCode(error, 'EPERM')) return false;
  }
  return describeProcess(pid).startedAt === startedAt;
}

/** Field 22 of `/proc/PID/stat` is the start time; systems without `/proc` go by the number alone. */
function describeProcess(pid: number): Owner {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, startedAt: afterName[19] ?? '' };
  } catch {
    return { pid, startedAt: '' };
  }
}
