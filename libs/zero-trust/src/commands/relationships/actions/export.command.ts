import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { stringify } from 'yaml';
import { formatTuple, type Tuple } from '../../../authorization/relationships/tuple.js';
import { CommandLineError } from '../../command-line/command-line.error.js';
import { defineCommand } from '../command.js';
import { openTarget } from '../open-target.js';
import { TARGET_HELP, TARGET_OPTIONS } from '../target-options.js';

/** `relationships export`. */
export const exportCommand = defineCommand({
  summary: 'writes the tuples of a graph to a file',
  help: `Usage: relationships export [--out FILE] --model FILE …

Writes every stored tuple, sorted: to stdout as JSON lines, or to a file in the format of its name (.jsonl, .json, .yaml).
'relationships import' reads them again.

${TARGET_HELP}

  --out FILE                      where to; replaced if it exists, for its owner alone if it is new

Example:
  relationships export --out tuples.jsonl --model order-model.fga --openfga http://localhost:8080 --store orders`,
  options: { ...TARGET_OPTIONS, out: { type: 'string' } },
  words: { least: 0, most: 0 },
  async run({ values, defaults }, output) {
    const format = formatOf(values.out);
    await using target = await openTarget(values, defaults);
    const stored = await target.engine.read({});
    const tuples = stored.toSorted((a, b) => (formatTuple(a) < formatTuple(b) ? -1 : 1));
    const text = format(tuples);
    if (values.out === undefined) {
      if (text !== '') output.print(text.trimEnd());
      return 0;
    }
    // Who may do what is not for every account of the machine to read.
    await writeFile(values.out, text, { mode: 0o600 });
    output.print(`exported ${tuples.length} tuples to ${values.out}`);
    return 0;
  },
});

type Format = (tuples: readonly Tuple[]) => string;

const FORMATS: Readonly<Record<string, Format>> = {
  '.jsonl': (tuples) => tuples.map((tuple) => `${JSON.stringify(tuple)}\n`).join(''),
  '.json': (tuples) => `${JSON.stringify(tuples, undefined, 2)}\n`,
  '.yaml': (tuples) => stringify(tuples),
};

function formatOf(file = '.jsonl'): Format {
  const format = FORMATS[extname(file) === '' ? file : extname(file).toLowerCase()];
  if (format !== undefined) return format;
  throw new CommandLineError(`--out takes a file that ends in ${Object.keys(FORMATS).join(', ')}.`);
}
