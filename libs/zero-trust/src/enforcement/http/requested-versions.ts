import type { IncomingMessage } from 'node:http';
import { VersioningType, type VersioningOptions } from '@nestjs/common';

/**
 * Which versions of an API a request asks for: none if it names none.
 *
 * @returns `undefined` where that cannot be told ahead of routing
 */
export type RequestedVersions = (request: IncomingMessage) => readonly string[] | undefined;

/**
 * Reads the version before routing, as Nest's adapters do while routing. It only sorts out whose questions are asked early: the
 * guard judges by the handler that really was reached.
 *
 * @returns `undefined` for an application whose versions are told apart by their paths or not at all, or by a function of its own:
 * that may read what middleware adds after admission
 */
export function createVersionReader(
  versioning: VersioningOptions | undefined,
): RequestedVersions | undefined {
  if (versioning?.type === VersioningType.HEADER) {
    const name = versioning.header.toLowerCase();
    return ({ headers }) => [headers[name] ?? []].flat();
  }
  if (versioning?.type === VersioningType.MEDIA_TYPE) {
    return ({ headers }) => mediaTypeVersions(headers.accept, versioning.key);
  }
  return undefined;
}

/** The first one counts. Where something is quoted, only the adapter's own parser knows. */
function mediaTypeVersions(accept: string | undefined, key: string): readonly string[] | undefined {
  if (accept === undefined) return [];
  if (accept.includes('"')) return undefined;
  const parameters = accept.split(',').flatMap((range) => range.split(';').slice(1));
  const version = parameters.map((parameter) => parameter.trim()).find((text) => text.startsWith(key));
  return version === undefined ? [] : [version.slice(key.length)];
}
