import { isUUID } from 'class-validator';
import type { AuditRecord } from '../../audit/audit-record.js';
import { answerQuestions, type AnsweredDecision } from '../../audit/explain/answer-questions.js';
import type { AskedRelationship } from '../../audit/explain/explained-decision.js';
import { explainRecord } from '../../audit/explain/explain-record.js';
import { findRecord } from '../../audit/find-record.js';
import {
  explainRelationship,
  type ExplainedRelationship,
} from '../../authorization/relationships/explained-relationship.js';
import { CommandLineError } from '../command-line/command-line.error.js';
import type { AuditCommand, AuditCommandInput } from './audit-command.js';
import { formatDecision } from './format-decision.js';

/** `audit explain`. */
export const explainCommand: AuditCommand = {
  summary: 'why a request was answered as it was',
  help: `Usage: audit explain ID [--json] [--directory DIR] [--prefix NAME]

Prints each stage of a decision with its verdict and evidence, from the audit log, and what the relationship graph says today about
what it was asked. ID is the decisionId of a problem response or of an audit record. Exit code 1 if no record has it.

  --json           as JSON, which GET /zero-trust/decisions/:id answers too
  --directory DIR  where the files lie
  --prefix NAME    what their names begin with

Example:
  audit explain 3f0c9a4e-5d0e-4c57-9f0b-2a4a6d9d7c11`,
  words: 1,
  async run(input) {
    const [decisionId = ''] = input.words;
    if (!isUUID(decisionId)) {
      throw new CommandLineError(
        'A decision is named by a UUID: the decisionId of a problem response or audit record.',
      );
    }
    const record = await findRecord({ ...input.folder, decisionId });
    if (record === undefined) return { text: `No record in ${input.folder.directory} has this id.`, code: 1 };
    const explained = await explain(record, input);
    return {
      text: input.isJson ? JSON.stringify(explained, undefined, 2) : formatDecision(explained),
      code: 0,
    };
  },
};

/** The graph is opened only if there is anything to ask it. */
async function explain(
  record: AuditRecord,
  { openGraph }: AuditCommandInput,
): Promise<AnsweredDecision<ExplainedRelationship>> {
  const decision = explainRecord(record);
  const asks = decision.stages.some(({ asked }) => asked.length > 0);
  if (!asks || openGraph === undefined) return answerQuestions(decision, unasked);
  const graph = await openGraph();
  try {
    return await answerQuestions(decision, (question) => explainRelationship(graph.engine, question));
  } finally {
    await graph.close();
  }
}

async function unasked({ object, relation, subject }: AskedRelationship): Promise<ExplainedRelationship> {
  const question = `${object}#${relation}@${subject}`;
  return {
    question,
    now: {
      unanswered: 'this command line knows no relationship graph; docs/explain.md says how to give it one',
    },
  };
}
