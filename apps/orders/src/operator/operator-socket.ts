import { join, resolve } from 'node:path';

/** Longest path of a socket that every system takes, in bytes. */
const MAX_PATH_BYTES = 100;

/** Largest question or answer, in bytes. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** What a command may ask the running process; named as the methods of `RelationshipEngine`. */
export const GRAPH_QUESTIONS = ['check', 'explain', 'listObjects', 'listSubjects', 'read', 'write'] as const;

/** One of {@link GRAPH_QUESTIONS}. */
export type GraphQuestion = (typeof GRAPH_QUESTIONS)[number];

/** A question on its way to the running process. */
export interface GraphRequest {
  readonly question: GraphQuestion;
  /** The arguments of the method. */
  readonly args: readonly unknown[];
}

/** What the running process says: the result, or why there is none. */
export type GraphResponse =
  { readonly result: unknown } | { readonly error: string; readonly reason?: string };

/**
 * Where the running process listens to commands of its own user: a socket in a folder that nobody else may enter. Who can
 * open it could read the database itself.
 */
export function operatorSocket(dataDir: string): { readonly folder: string; readonly path: string } {
  const folder = resolve(dataDir, 'operator');
  return { folder, path: join(folder, 'orders.sock') };
}

/** Whether the system takes the path for a socket. */
export function isSocketPath(path: string): boolean {
  return process.platform !== 'win32' && Buffer.byteLength(path) <= MAX_PATH_BYTES;
}
