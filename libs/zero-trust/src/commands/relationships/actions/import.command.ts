import type { Tuple } from '../../../authorization/relationships/tuple.js';
import type { CommandOutput } from '../../command-line/command-output.js';
import { defineCommand } from '../command.js';
import { openTarget } from '../open-target.js';
import type { Target } from '../target.js';
import { LASTING_TARGET_HELP, LASTING_TARGET_OPTIONS } from '../target-options.js';
import { readTupleFile } from '../tuple-file.js';

/** `relationships import`. */
export const importCommand = defineCommand({
  summary: 'adds the tuples of a file to a graph',
  help: `Usage: relationships import FILE --model FILE (--database URL | --openfga URL --store NAME | --spicedb HOST:PORT)

Adds the tuples of the file; those that are there already stay as they are, so that it can be run again. The file is
.jsonl, .json, .yaml, or .txt with object#relation@subject a line.

${LASTING_TARGET_HELP}

Example:
  relationships import tuples.jsonl --model order-model.fga --openfga http://localhost:8080 --store orders`,
  options: LASTING_TARGET_OPTIONS,
  words: { least: 1, most: 1 },
  async run({ positionals, values, defaults }, output) {
    const [file = ''] = positionals;
    await using target = await openTarget(values, defaults);
    const count = await importAll(target, { file, output });
    output.print(`imported ${count} tuples`);
    return 0;
  },
});

interface Import {
  readonly file: string;
  readonly output: CommandOutput;
}

async function importAll(target: Target, { file, output }: Import): Promise<number> {
  let count = 0;
  let chunk: Tuple[] = [];
  const flush = async (): Promise<void> => {
    if (chunk.length === 0) return;
    await target.engine.write({ writes: chunk }, { onDuplicate: 'ignore' });
    count += chunk.length;
    chunk = [];
    output.progress(`${count} tuples`);
  };
  for await (const tuple of readTupleFile(file)) {
    chunk.push(tuple);
    if (chunk.length >= target.tuplesPerWrite) await flush();
  }
  await flush();
  return count;
}
