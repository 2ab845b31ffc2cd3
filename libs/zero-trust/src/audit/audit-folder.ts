import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the JSON-lines files of one application lie. */
export interface AuditFolder {
  readonly directory: string;
  /** What their names begin with. */
  readonly prefix: string;
}

/** `orders-20260131T235959-4711.jsonl`, behind its prefix. */
const STARTED_AND_PROCESS =
  /^-(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)T(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)-\d+\.jsonl$/;

/**
 * The files of a folder, the one that was begun last first; none if there is no such folder.
 *
 * @throws Error if the folder cannot be read
 */
export async function auditFiles({ directory, prefix }: AuditFolder): Promise<readonly string[]> {
  const names = await namesIn(directory);
  return names
    .filter((name) => name.startsWith(prefix) && STARTED_AND_PROCESS.test(name.slice(prefix.length)))
    .toSorted()
    .toReversed()
    .map((name) => join(directory, name));
}

/** When a file of a folder was begun, as its name says, in epoch milliseconds; NaN if it is not one of them. */
export function startOf(name: string, { prefix }: Pick<AuditFolder, 'prefix'>): number {
  const parts = STARTED_AND_PROCESS.exec(name.slice(prefix.length))?.groups ?? {};
  const { year, month, day, hour, minute, second } = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
