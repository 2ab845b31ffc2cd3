import type { Evidence } from '../kernel/decision.js';
import type { RequestContext } from '../kernel/request-context.js';
import { redactEvidence, redactTokens } from './redact-tokens.js';

const MAX_PATH_LENGTH = 2048;
const MAX_REASON_LENGTH = 1024;

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
  readonly identity: { readonly issuer: string; readonly subject: string } | null;
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

/** Makes the record of a request that has ended. */
export function buildAuditRecord(context: RequestContext, outcome: RequestOutcome): AuditRecord {
  const { decisionId, request, principal } = context;
  return {
    time: new Date(outcome.finishedAt).toISOString(),
    decisionId,
    ...describeDecision(context),
    identity: principal === undefined ? null : { issuer: principal.issuer, subject: principal.subject },
    clientId: principal?.clientId ?? null,
    method: request.method,
    route: context.route ?? null,
    path: redactTokens(request.path.slice(0, MAX_PATH_LENGTH)),
    resource: context.objects.map(({ ref }) => ref),
    status: outcome.status,
    responseBytes: outcome.responseBytes,
    durationMs: Math.round(outcome.durationMs * 1000) / 1000,
    sourceAddress: request.sourceAddress,
    aborted: outcome.aborted,
  };
}

type DecisionPart = Pick<AuditRecord, 'decision' | 'code' | 'reason' | 'stage' | 'evidence'>;

function describeDecision(context: RequestContext): DecisionPart {
  const { denial, cleared, decisions } = context;
  const evidence = collectEvidence(context);
  if (denial === undefined) return { decision: cleared ? 'allow' : 'none', ...evidence };
  const stage = decisions.find(({ decision }) => decision === denial)?.stage;
  return {
    decision: 'deny',
    code: denial.code,
    reason: redactTokens(denial.reason.slice(0, MAX_REASON_LENGTH)),
    ...(stage === undefined ? {} : { stage }),
    ...evidence,
  };
}

function collectEvidence({ decisions }: RequestContext): Pick<AuditRecord, 'evidence'> {
  const entries = decisions.flatMap(({ stage, decision: { evidence } }) =>
    evidence === undefined ? [] : [[stage, redactEvidence(evidence)] as const],
  );
  return entries.length === 0 ? {} : { evidence: Object.fromEntries(entries) };
}
