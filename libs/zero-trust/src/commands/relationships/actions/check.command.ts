import { defineCommand } from '../command.js';
import { openTarget } from '../open-target.js';
import { readQuestionContext } from '../read-question.js';
import { QUESTION_HELP, QUESTION_OPTIONS, TARGET_HELP, TARGET_OPTIONS } from '../target-options.js';

/** `relationships check`. */
export const checkCommand = defineCommand({
  summary: 'does a subject have a relation on an object?',
  help: `Usage: relationships check SUBJECT RELATION OBJECT --model FILE …

Prints 'granted' (exit code 0) or 'denied' (exit code 1).

${TARGET_HELP}

${QUESTION_HELP}

Example:
  relationships check user:bob viewer order:12345 --model order-model.fga --tuples tuples.txt`,
  options: { ...TARGET_OPTIONS, ...QUESTION_OPTIONS },
  words: { least: 3, most: 3 },
  async run({ positionals, values, defaults }, output) {
    const [subject = '', relation = '', object = ''] = positionals;
    const question = { subject, relation, object, ...readQuestionContext(values) };
    await using target = await openTarget(values, defaults);
    const { allowed } = await target.engine.check(question);
    output.print(allowed ? 'granted' : 'denied');
    return allowed ? 0 : 1;
  },
});
