import { Inject, Injectable } from '@nestjs/common';
import { AuditSink } from '../../audit/audit-sink.port.js';
import type { AuditRecord } from '../../audit/audit-record.js';
import { answerQuestions, type AnsweredDecision } from '../../audit/explain/answer-questions.js';
import { explainRecord } from '../../audit/explain/explain-record.js';
import {
  explainRelationship,
  type ExplainedRelationship,
} from '../../authorization/relationships/explained-relationship.js';
import { RelationshipEngine } from '../../authorization/relationships/relationship-engine.port.js';
import { withDeadline } from '../../kernel/deadline.js';
import { deny } from '../../kernel/decision.js';
import { AccessDeniedError, DependencyUnavailableError } from '../../kernel/errors.js';
import { notFound } from '../../kernel/not-found.js';

/** A decision as recorded, and what the relationship graph says today. */
export type DecisionExplanation = AnsweredDecision<ExplainedRelationship>;

const DEPENDENCY = 'audit log';
/** Going backwards through about a gigabyte; what is older is for the command line. */
const SEARCH_MS = 3_000;
const EXPLAIN_MS = 3_000;

const NOT_SUPPORTED = deny({
  code: 'ZT_NOT_SUPPORTED',
  kind: 'not-supported',
  detail: 'The audit log of this application cannot be searched from here.',
  reason: "the audit sink has no method 'find'",
});

/** Explains decisions of the past to those who run the application. */
@Injectable()
export class DecisionExplainer {
  constructor(
    @Inject(AuditSink) private readonly audit: AuditSink,
    @Inject(RelationshipEngine) private readonly engine: RelationshipEngine,
  ) {}

  /**
   * @throws {@link AccessDeniedError} `ZT_NOT_FOUND` if no record has the id, `ZT_NOT_SUPPORTED` if the sink finds none at all,
   * `ZT_DEPENDENCY_UNAVAILABLE` if the search took too long or failed
   */
  async explain(decisionId: string): Promise<DecisionExplanation> {
    const record = await this.find(decisionId);
    if (record?.decisionId !== decisionId) throw new AccessDeniedError(notFound('no record has this id'));
    const signal = AbortSignal.timeout(EXPLAIN_MS);
    return answerQuestions(explainRecord(record), (question) =>
      explainRelationship(this.engine, question, { signal }),
    );
  }

  private async find(decisionId: string): Promise<AuditRecord | undefined> {
    const { audit } = this;
    if (audit.find === undefined) throw new AccessDeniedError(NOT_SUPPORTED);
    try {
      return await withDeadline({ dependency: DEPENDENCY, timeoutMs: SEARCH_MS }, async (signal) =>
        audit.find?.(decisionId, signal),
      );
    } catch (error) {
      if (error instanceof AccessDeniedError) throw error;
      throw new DependencyUnavailableError(DEPENDENCY, 'cannot be searched', { cause: error });
    }
  }
}
