import type { RelationNode } from './relation-node.js';
import { RelationshipError } from './relationship-error.js';

/** Bounds of one resolution. Reaching one is an error, and so a deny. */
export interface ResolutionLimits {
  /** Hops from the object to the subject, as OpenFGA counts them. */
  readonly maxDepth: number;
  /** Tuples and relations looked at for one check. */
  readonly maxCheckSteps: number;
  /** Tuples and relations looked at for one listing. */
  readonly maxListSteps: number;
}

/** OpenFGA's depth; steps that keep the worst check around ten milliseconds and the worst listing around a second. */
export const DEFAULT_LIMITS: ResolutionLimits = Object.freeze({
  maxDepth: 25,
  maxCheckSteps: 100_000,
  maxListSteps: 1_000_000,
});

/** Stands for an object that no tuple names, so that nothing stored can match it. */
export const UNKNOWN_OBJECT = -1;
/** As {@link UNKNOWN_OBJECT}, for a second such object that is not the first. */
export const UNKNOWN_USERSET_OBJECT = -2;
/** Stands for a subject that no tuple names. */
export const UNKNOWN_SUBJECT = -3;

/** The subject that a resolution looks for, by the ids of the store. */
export interface ResolutionTarget {
  readonly subjectId: number;
  /** `user`, or `organization#member` for a userset. */
  readonly kind: string;
  /** For a userset: its object and relation, because a userset has its own relation without any tuple. */
  readonly userset?: { readonly objectId: number; readonly relation: RelationNode };
}

/** The error of a resolution that reached a limit. */
export function tooComplex(limit: string): RelationshipError {
  return new RelationshipError(
    'resolution_too_complex',
    `No certain answer within ${limit}; flatten the groups or hierarchies on the way, or raise the limit`,
  );
}
