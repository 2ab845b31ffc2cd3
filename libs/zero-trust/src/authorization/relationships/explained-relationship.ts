import { AccessDeniedError } from '../../kernel/errors.js';
import { RelationshipError } from './relationship-error.js';
import type {
  CheckQuery,
  Explanation,
  RelationshipEngine,
  RelationshipRequestOptions,
} from './relationship-engine.port.js';

/** What the graph says now about a question that was asked before; it may have been changed since. */
export interface ExplainedRelationship {
  /** `order:1#viewer@user:alice`. */
  readonly question: string;
  readonly now: Explanation | { readonly unanswered: string };
}

/** Has the engine explain a question, or say why it cannot. Values that conditions had from the request are not known any more. */
export async function explainRelationship(
  engine: Pick<RelationshipEngine, 'explain'>,
  query: CheckQuery,
  options: RelationshipRequestOptions = {},
): Promise<ExplainedRelationship> {
  const question = `${query.object}#${query.relation}@${query.subject}`;
  try {
    return { question, now: await engine.explain(query, options) };
  } catch (error) {
    return { question, now: { unanswered: problemOf(error) } };
  }
}

function problemOf(error: unknown): string {
  if (error instanceof RelationshipError) return error.message;
  return error instanceof AccessDeniedError ? error.denial.reason : 'the relationship engine failed';
}
