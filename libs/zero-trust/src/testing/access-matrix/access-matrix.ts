import { formatMatrix } from './format-matrix.js';
import type { MatrixIdentity, MatrixObject } from './access-matrix.options.js';
import type { CalledObject } from './object-standing.js';
import type { ObjectSlot } from './object-slots.js';

/** One answer. */
export interface MatrixCell {
  readonly identity: string;
  /** One for each place that names one, in the order of the places. */
  readonly objects: readonly CalledObject[];
  readonly status: number;
  /** `code` of the problem response; `undefined` for any other answer. */
  readonly code: string | undefined;
}

/** Every answer of one route. */
export interface MatrixRoute {
  /** `GET /v2/orders/:id`; with the version where the path does not hold it. */
  readonly name: string;
  readonly handler: string;
  /** Why everybody may call it; `undefined` if not everybody may. */
  readonly publicReason: string | undefined;
  /** Why no object is checked; `undefined` if that was not said. */
  readonly noObjectCheck: string | undefined;
  /** Why it was not called; `undefined` if it was. */
  readonly skipped: string | undefined;
  /** Where its requests name objects. */
  readonly slots: readonly ObjectSlot[];
  readonly cells: readonly MatrixCell[];
}

/** Every route as every identity with every object: what each is answered. */
export interface AccessMatrix {
  readonly identities: Readonly<Record<string, MatrixIdentity>>;
  readonly objects: Readonly<Record<string, readonly MatrixObject[]>>;
  /** Sorted by path. */
  readonly routes: readonly MatrixRoute[];
  /** The same text for the same answers: for a snapshot that a person reads. */
  toString(): string;
}

/** Puts the answers together. */
export function createMatrix(parts: Omit<AccessMatrix, 'toString'>): AccessMatrix {
  return { ...parts, toString: () => formatMatrix(parts) };
}
