import { constants, watch, type FSWatcher } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { settleInTime } from '../../../kernel/deadline.js';
import type { RuleFile } from './rule-file.js';
import { RULE_LIMITS } from './rule-limits.js';
import type { RuleSource } from './rule-source.js';
import { UnreadableRulesError } from './unreadable-rules.error.js';

/** For file systems that tell nobody of their changes, such as those of a network. */
const POLL_MS = 10_000;
const READ_TIMEOUT_MS = 5_000;
/** A pipe without a writer would keep a thread of the process for ever. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

const REASONS: ReadonlyMap<unknown, readonly [problem: string, remedy: string]> = new Map([
  ['ENOENT', ['is not there', 'Check the path; it is taken from the working directory.']],
  ['EISDIR', ['is a folder', 'Name the files in it.']],
  ['EACCES', ['may not be read by this process', 'Let it read the file.']],
  ['ERR_ENCODING_INVALID_ENCODED_DATA', ['is not written in UTF-8', 'Save it as UTF-8.']],
]);

/** Rules in files of this machine. */
export class RuleFiles implements RuleSource {
  readonly #paths: readonly string[];
  /** By path: a file system that hangs keeps one thread of the process, not one more with each look. */
  readonly #reading = new Map<string, Promise<Uint8Array>>();

  /** @param pollMs how often files are looked at even if nothing says that they changed */
  constructor(
    files: readonly (string | URL)[],
    private readonly pollMs = POLL_MS,
  ) {
    this.#paths = files.map((file) => (file instanceof URL ? fileURLToPath(file) : resolve(file)));
  }

  read(): Promise<readonly RuleFile[]> {
    return Promise.all(this.#paths.map((path) => this.#readRules(path)));
  }

  watch(onChange: () => void): () => void {
    const folders = new Set(this.#paths.map((path) => dirname(path)));
    const names = new Set(this.#paths.map((path) => basename(path)));
    const watchers = [...folders].flatMap((folder) => watchFolder(folder, names, onChange) ?? []);
    const timer = setInterval(onChange, this.pollMs).unref();
    return () => {
      clearInterval(timer);
      for (const watcher of watchers) watcher.close();
    };
  }

  async #readRules(path: string): Promise<RuleFile> {
    const shown = shownPath(path);
    try {
      const deadline = { dependency: 'file of policy rules', timeoutMs: READ_TIMEOUT_MS };
      const bytes = await settleInTime(deadline, this.#readOnce(path));
      return { path: shown, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const [problem, remedy] = REASONS.get(code) ?? reasonOf(error);
      throw new UnreadableRulesError({ where: shown, problem, remedy }, { cause: error });
    }
  }

  #readOnce(path: string): Promise<Uint8Array> {
    const underWay = this.#reading.get(path);
    if (underWay !== undefined) return underWay;
    const reading = readBytes(path).finally(() => this.#reading.delete(path));
    this.#reading.set(path, reading);
    return reading;
  }
}

/** A folder, because editors and deployments put another file into the place of the old one. */
function watchFolder(
  folder: string,
  names: ReadonlySet<string>,
  onChange: () => void,
): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      // `..data` is the link that a cluster turns to another version of all files.
      if (name === null || names.has(name) || name.startsWith('..')) onChange();
    });
    // Looking at the files every few seconds finds what a watcher that failed does not tell.
    return watcher.on('error', () => watcher.close());
  } catch {
    return undefined;
  }
}

/** A file that is not read: its message says what it is. */
class UnfitFileError extends Error {
  constructor(
    problem: string,
    readonly remedy: string,
  ) {
    super(problem);
  }
}

function reasonOf(error: unknown): readonly [problem: string, remedy: string] {
  if (error instanceof UnfitFileError) return [error.message, error.remedy];
  return ['cannot be read', 'Check the file and its folder.'];
}

async function readBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, WITHOUT_WAITING);
  try {
    const kind = await file.stat();
    if (!kind.isFile() && !kind.isDirectory()) {
      throw new UnfitFileError('is a pipe or a device', 'Name an ordinary file.');
    }
    return await readToEnd(file);
  } finally {
    await file.close();
  }
}

/** Not by its size, which may grow meanwhile. */
async function readToEnd(file: FileHandle): Promise<Uint8Array> {
  const room = new Uint8Array(RULE_LIMITS.fileBytes + 1);
  let length = 0;
  for (let read = -1; read !== 0 && length < room.length; length += read) {
    ({ bytesRead: read } = await file.read(room, length, room.length - length));
  }
  if (length < room.length) return room.subarray(0, length);
  const problem = `is larger than ${RULE_LIMITS.fileBytes} bytes`;
  throw new UnfitFileError(problem, 'Spread its rules over several files.');
}

function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}
