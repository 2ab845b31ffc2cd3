import { defineCommand } from '../command.js';
import { formatExplanation } from '../format-explanation.js';
import { openTarget } from '../open-target.js';
import { readQuestionContext } from '../read-question.js';
import { QUESTION_HELP, QUESTION_OPTIONS, TARGET_HELP, TARGET_OPTIONS } from '../target-options.js';

/** `relationships explain`. */
export const explainCommand = defineCommand({
  summary: 'why it has, or what was tried',
  help: `Usage: relationships explain SUBJECT RELATION OBJECT --model FILE … [--json]

Prints the path that granted or, where nothing did, what was tried, as an indented tree. Exit code as 'check'.

${TARGET_HELP}

${QUESTION_HELP}

  --json                          the tree as JSON

Example:
  relationships explain user:bob viewer order:12345 --model order-model.fga --tuples tuples.txt`,
  options: { ...TARGET_OPTIONS, ...QUESTION_OPTIONS, json: { type: 'boolean' } },
  words: { least: 3, most: 3 },
  async run({ positionals, values, defaults }, output) {
    const [subject = '', relation = '', object = ''] = positionals;
    const question = { subject, relation, object, ...readQuestionContext(values) };
    await using target = await openTarget(values, defaults);
    const explanation = await target.engine.explain(question);
    const isJson = values.json === true;
    output.print(isJson ? JSON.stringify(explanation, undefined, 2) : formatExplanation(explanation));
    return explanation.allowed ? 0 : 1;
  },
});
