import { RelationshipError, type RelationshipErrorReason } from '../relationship-error.js';
import type { RelationNode } from './relation-node.js';

/** Bounds of one resolution. Reaching one is an error, and so a deny. */
export interface ResolutionLimits {
  /** Tuples to follow from the object to the subject, as OpenFGA counts them. */
  readonly maxDepth: number;
  /** Tuples and relations looked at for one check. */
  readonly maxCheckSteps: number;
  /** Tuples and relations looked at for all checks of a batch; the one that reaches it still has its own bound. */
  readonly maxBatchSteps: number;
  /** Tuples and relations looked at for one listing. */
  readonly maxListSteps: number;
}

/** OpenFGA's depth; steps that keep the worst check to tens of milliseconds, the worst batch to about a hundred, and the worst listing to
 * about a second. */
export const DEFAULT_LIMITS: ResolutionLimits = Object.freeze({
  maxDepth: 25,
  maxCheckSteps: 100_000,
  maxBatchSteps: 300_000,
  maxListSteps: 1_000_000,
});

/** Stands for an object that no tuple names, so that nothing stored can match it. */
export const UNKNOWN_OBJECT = -1;
/** As {@link UNKNOWN_OBJECT}, for a second such object that is not the first. */
export const UNKNOWN_USERSET_OBJECT = -2;
/** Stands for a subject that no tuple names. */
export const UNKNOWN_SUBJECT = -3;

/** The subject that a resolution looks for, by the ids of its view of the tuples. */
export interface ResolutionTarget {
  readonly subjectId: number;
  /** `user`, `user:*`, or `organization#member` for a userset. */
  readonly kind: string;
  /** Which type of the model the subject is of; see {@link RelationGraph.typeIndex}. */
  readonly typeIndex: number;
  /** For an object: everyone of its type, to whom it belongs. {@link UNKNOWN_SUBJECT} where no tuple names everyone. */
  readonly everyoneId: number;
  /** The kind of {@link ResolutionTarget.everyoneId}: `user:*`. */
  readonly everyoneKind: string;
  /** For a userset: its object and relation, because a userset has its own relation without any tuple. */
  readonly userset: { readonly objectId: number; readonly relation: RelationNode } | undefined;
}

/** Why a branch has no answer. Nobody hears of it where another branch decides. */
export interface Failure {
  readonly reason: RelationshipErrorReason;
  readonly message: string;
}

/**
 * What came of a branch. `cycle` is a deny that rests on a cycle of tuples: as the subtracted part of `but not` it
 * denies too, because what it would have come to without the cycle cannot be known.
 */
export type Outcome = 'granted' | 'denied' | 'cycle' | Failure;

/** The failure of a resolution that reached a limit. */
export function limitReached(limit: string): Failure {
  return {
    reason: 'resolution_too_complex',
    message: `No certain answer within ${limit}; flatten the groups or hierarchies on the way, or raise the limit`,
  };
}

/** The error of a resolution that reached a limit. */
export function tooComplex(limit: string): RelationshipError {
  return toError(limitReached(limit));
}

/** The error of a question that no branch decided. */
export function toError({ reason, message }: Failure): RelationshipError {
  return new RelationshipError(reason, message);
}
