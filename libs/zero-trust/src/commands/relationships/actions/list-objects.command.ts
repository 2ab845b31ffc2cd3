import { defineCommand } from '../command.js';
import { openTarget } from '../open-target.js';
import { readQuestionContext } from '../read-question.js';
import { QUESTION_HELP, QUESTION_OPTIONS, TARGET_HELP, TARGET_OPTIONS } from '../target-options.js';

/** `relationships list-objects`. */
export const listObjectsCommand = defineCommand({
  summary: 'the objects on which a subject has a relation',
  help: `Usage: relationships list-objects SUBJECT RELATION TYPE --model FILE …

Prints every object of the type, one a line, sorted. A list that cannot be complete is an error.

${TARGET_HELP}

${QUESTION_HELP}

Example:
  relationships list-objects user:bob viewer order --model order-model.fga --tuples tuples.txt`,
  options: { ...TARGET_OPTIONS, ...QUESTION_OPTIONS },
  words: { least: 3, most: 3 },
  async run({ positionals, values, defaults }, output) {
    const [subject = '', relation = '', type = ''] = positionals;
    const question = { subject, relation, type, ...readQuestionContext(values) };
    await using target = await openTarget(values, defaults);
    for (const object of await target.engine.listObjects(question)) output.print(object);
    return 0;
  },
});
