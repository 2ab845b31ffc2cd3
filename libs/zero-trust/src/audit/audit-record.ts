import type { Evidence } from '../kernel/decision.js';

/** How a request ended. */
export interface RequestOutcome {
  /** HTTP status that was sent; 0 if none was. */
  readonly status: number;
  /** Bytes sent. */
  readonly responseBytes: number;
  readonly durationMs: number;
  /** Whether the connection closed before the answer was out. */
  readonly aborted: boolean;
  /** Epoch milliseconds. */
  readonly finishedAt: number;
}

/** What came of a stage that a route raises. */
export type StageVerdict = 'passed' | 'denied' | 'would-deny' | 'not-asked';

/** What a stage in report-only mode would have refused. */
export interface RecordedWouldDeny {
  readonly stage: string;
  readonly code: string;
  readonly reason: string;
  readonly evidence?: Evidence;
}

/** One request, as the audit log keeps it. Holds no body, no token and no query. */
export interface AuditRecord {
  /** When the request ended, ISO 8601 in UTC. */
  readonly time: string;
  /** Identifies the request; the problem response carries it too. */
  readonly decisionId: string;
  /** `none`: nothing was asked to decide, or the request ended before it had. */
  readonly decision: 'allow' | 'deny' | 'none';
  /** Code of the deny, `ZT_…`. */
  readonly code?: string;
  /** Why it was denied, for operators. */
  readonly reason?: string;
  /** The stage that denied. */
  readonly stage?: string;
  /** By stage, what granted or refused. */
  readonly evidence?: Readonly<Record<string, Evidence>>;
  /** Every stage that the route raises, in the order of asking; left out where no route was reached. */
  readonly stages?: Readonly<Record<string, StageVerdict>>;
  /** What report-only mode let pass; left out where it let nothing pass. */
  readonly wouldDeny?: readonly RecordedWouldDeny[];
  /** Version of the relationship model that the route asks. */
  readonly model?: string;
  /** The version that the route answers, or several (`1, 2`); left out where versions are not told apart. */
  readonly version?: string;
  /** `graphSubject` is the caller as a subject of the relationship graph, `user:bob`. */
  readonly identity: {
    readonly issuer: string;
    readonly subject: string;
    readonly graphSubject: string;
  } | null;
  readonly clientId: string | null;
  readonly method: string;
  /** The route's pattern, `GET /v2/orders/:id`. */
  readonly route: string | null;
  /** As received, without the query; at most 2,048 characters. */
  readonly path: string;
  /** Objects whose relationship was granted, `order:12345`. */
  readonly resource: readonly string[];
  readonly status: number;
  readonly responseBytes: number;
  /** With three decimals. */
  readonly durationMs: number;
  readonly sourceAddress: string;
  readonly aborted: boolean;
}
