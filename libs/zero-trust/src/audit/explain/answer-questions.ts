import type { AskedRelationship, ExplainedDecision, ExplainedStage } from './explained-decision.js';

/** A stage with what the graph says today about what it was asked. */
export interface AnsweredStage<Answer> extends Omit<ExplainedStage, 'asked'> {
  readonly relationships?: readonly Answer[];
}

/** A decision with what the graph says today. */
export interface AnsweredDecision<Answer> extends Omit<ExplainedDecision, 'stages'> {
  readonly stages: readonly AnsweredStage<Answer>[];
}

/** Each may walk through much of the graph. */
const MAX_QUESTIONS = 10;

/** Has the graph explain what it was asked. Only the first ten questions: a request may name a hundred objects. */
export async function answerQuestions<Answer>(
  decision: ExplainedDecision,
  answer: (question: AskedRelationship) => Promise<Answer>,
): Promise<AnsweredDecision<Answer>> {
  const stages = decision.stages.map(async ({ asked, ...stage }): Promise<AnsweredStage<Answer>> => {
    if (asked.length === 0) return stage;
    return { ...stage, relationships: await Promise.all(asked.slice(0, MAX_QUESTIONS).map(answer)) };
  });
  return { ...decision, stages: await Promise.all(stages) };
}
