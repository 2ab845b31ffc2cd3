import { writeFile } from 'node:fs/promises';
import { loadModel } from '../../../authorization/relationships/model/load-model.js';
import { generateRelationshipTypes } from '../../../authorization/relationships/typed/generate-types.js';
import { CommandLineError } from '../../command-line/command-line.error.js';
import { defineCommand } from '../command.js';

const LOAD_TIMEOUT_SECONDS = 30;

/** `relationships types`. */
export const typesCommand = defineCommand({
  summary: 'writes a model as a TypeScript type, so that wrong relations do not compile',
  help: `Usage: relationships types --model FILE [--out FILE] [--name NAME]

Writes the type that Relationships<…> takes: to stdout, or to a file.

  --model FILE                    the model, in the OpenFGA language
  --out FILE                      where to; replaced if it exists
  --name NAME                     what the type is called (Model, if it is left out)

Example:
  relationships types --model order-model.fga --name OrderModel --out src/order-model.ts`,
  options: { model: { type: 'string' }, out: { type: 'string' }, name: { type: 'string' } },
  words: { least: 0, most: 0 },
  async run({ values, defaults }, output) {
    const { model: modelFile = defaults?.modelFile, out, name = 'Model' } = values;
    if (modelFile === undefined) throw new CommandLineError('--model FILE is missing: the model to read.');
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) {
      throw new CommandLineError(`--name takes the name of a TypeScript type, such as OrderModel.`);
    }
    const { model } = await loadModel({ modelFile, loadTimeoutSeconds: LOAD_TIMEOUT_SECONDS });
    const text = generateRelationshipTypes(model, { name });
    if (out === undefined) output.print(text.trimEnd());
    else await writeFile(out, text);
    return 0;
  },
});
