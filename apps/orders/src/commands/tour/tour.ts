import type { Callers } from './callers.js';
import type { Certificates } from './certificates.js';

/** Where the tour goes, who takes part, and what it has made so far. */
export interface Tour {
  /** Address of the orders API. */
  readonly address: string;
  /** Address of its listener for callers with certificates. */
  readonly tlsAddress: string;
  readonly callers: Callers;
  readonly certificates: Certificates;
  createdId: string | undefined;
  /** The DPoP proof that was sent last. */
  lastProof: string;
}
