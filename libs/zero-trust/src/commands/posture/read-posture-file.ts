import { readFile } from 'node:fs/promises';
import type { RoutePosture } from '../../enforcement/posture/route-posture.js';
import { CommandLineError } from '../command-line/command-line.error.js';

/**
 * Reads what `--json` printed.
 *
 * @throws {@link CommandLineError} if the file cannot be read, or holds anything else: nothing is compared with a guess
 */
export async function readPostureFile(file: string): Promise<readonly RoutePosture[]> {
  const read = parse(await readFile(file, 'utf8').catch((error: unknown) => unreadable(file, error)), file);
  if (!Array.isArray(read) || !read.every(isRoutePosture)) return unusable(file);
  return read;
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unusable(file);
  }
}

function unusable(file: string): never {
  throw new CommandLineError(`'${file}' is not what 'posture --json' of this version prints.`);
}

function unreadable(file: string, error: unknown): never {
  const { code = 'unknown error' } = error as Partial<NodeJS.ErrnoException>;
  throw new CommandLineError(`'${file}' cannot be read (${code}).`);
}

function isRoutePosture(value: unknown): value is RoutePosture {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, method, path, controls, weakerThan, reportOnly, ...rest } = value as Readonly<
    Record<string, unknown>
  >;
  const texts = [kind, method, path].every((text) => typeof text === 'string');
  const orNull = ['version', 'handler', 'public', 'noObjectCheck', 'denied'].map((name) => rest[name]);
  return (
    texts &&
    orNull.every((text) => text === null || typeof text === 'string') &&
    Array.isArray(weakerThan) &&
    Array.isArray(reportOnly) &&
    typeof controls === 'object' &&
    controls !== null &&
    Object.values(controls).every(isTexts)
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
