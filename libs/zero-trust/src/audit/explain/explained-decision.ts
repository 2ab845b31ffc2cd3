import type { Evidence } from '../../kernel/decision.js';
import type { AuditRecord, StageVerdict } from '../audit-record.js';

/** What the relationship graph was asked: has `subject` the relation on the object? */
export interface AskedRelationship {
  readonly subject: string;
  readonly relation: string;
  readonly object: string;
}

/** One stage of a decision, as recorded. */
export interface ExplainedStage {
  readonly stage: string;
  readonly verdict: StageVerdict;
  /** Of a denial, or of what would have been one. */
  readonly code?: string;
  readonly reason?: string;
  readonly evidence?: Evidence;
  /** What the graph was asked; empty but for `check-relationship`. */
  readonly asked: readonly AskedRelationship[];
}

/** A decision, stage by stage. */
export interface ExplainedDecision extends Pick<
  AuditRecord,
  | 'decisionId'
  | 'time'
  | 'decision'
  | 'code'
  | 'reason'
  | 'method'
  | 'route'
  | 'path'
  | 'status'
  | 'sourceAddress'
> {
  readonly caller: {
    readonly issuer: string;
    readonly subject: string;
    readonly clientId: string | null;
  } | null;
  /** Version of the relationship model that was asked; left out if none was, or the engine does not tell. */
  readonly model?: string;
  readonly stages: readonly ExplainedStage[];
}
