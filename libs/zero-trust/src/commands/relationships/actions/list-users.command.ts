import { defineCommand } from '../command.js';
import { openTarget } from '../open-target.js';
import { readQuestionContext } from '../read-question.js';
import { QUESTION_HELP, QUESTION_OPTIONS, TARGET_HELP, TARGET_OPTIONS } from '../target-options.js';

/** `relationships list-users`. */
export const listUsersCommand = defineCommand({
  summary: 'the subjects that have a relation on an object',
  help: `Usage: relationships list-users OBJECT RELATION [KIND] --model FILE …

Prints every subject of the kind, one a line, sorted. KIND is a type (user, if it is left out) or a userset such as
organization#member. A list that cannot be complete is an error.

${TARGET_HELP}

${QUESTION_HELP}

Example:
  relationships list-users order:12345 viewer --model order-model.fga --tuples tuples.txt`,
  options: { ...TARGET_OPTIONS, ...QUESTION_OPTIONS },
  words: { least: 2, most: 3 },
  async run({ positionals, values, defaults }, output) {
    const [object = '', relation = '', kind = 'user'] = positionals;
    const question = { object, relation, kind, ...readQuestionContext(values) };
    await using target = await openTarget(values, defaults);
    for (const subject of await target.engine.listSubjects(question)) output.print(subject);
    return 0;
  },
});
