import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parseFile } from './parsers.js';

/** Before the metadata of every such file, which takes up no more than its last 128 KiB. */
const MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const MAX_METADATA_BYTES = 128 * 1_024 + MARKER.length;

/**
 * A database in the MaxMind format; returned absolute. Whether all of it can be read shows when it is opened.
 *
 * @see https://maxmind.github.io/MaxMind-DB/
 */
export function parseGeoDatabase(text: string): string | undefined {
  const path = parseFile(text);
  return path !== undefined && hasMarker(path) ? path : undefined;
}

function hasMarker(path: string): boolean {
  try {
    return endOf(path).includes(MARKER);
  } catch {
    return false; // A file that this process may not read is as good as none.
  }
}

function endOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const end = Buffer.alloc(Math.min(size, MAX_METADATA_BYTES));
    readSync(file, end, { position: size - end.length });
    return end;
  } finally {
    closeSync(file);
  }
}
