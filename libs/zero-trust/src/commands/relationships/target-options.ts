import type { CommandOptions } from './command.js';

/** Options that say which graph that lasts is meant. */
export const LASTING_TARGET_OPTIONS = {
  model: { type: 'string' },
  openfga: { type: 'string' },
  store: { type: 'string' },
  spicedb: { type: 'string' },
  database: { type: 'string' },
  schema: { type: 'string' },
} as const satisfies CommandOptions;

/** Options that say which relationship graph is meant, for what changes nothing. */
export const TARGET_OPTIONS = {
  ...LASTING_TARGET_OPTIONS,
  tuples: { type: 'string' },
} as const satisfies CommandOptions;

const MODEL_HELP = `Which graph:
  --model FILE                    the model, in the OpenFGA language (always)`;
const LASTING_HELP = `  --database URL                  tuples of the tables in a PostgreSQL database (needs the package pg)
  --schema NAME                   the schema of these tables, where the database does not take it by itself
  --openfga URL --store NAME      a store of an OpenFGA server, by its name or id; token in OPENFGA_API_TOKEN
  --spicedb HOST:PORT             a SpiceDB server; token in SPICEDB_TOKEN`;

/** {@link LASTING_TARGET_OPTIONS} in words. */
export const LASTING_TARGET_HELP = `${MODEL_HELP}
${LASTING_HELP}`;

/** {@link TARGET_OPTIONS} in words. */
export const TARGET_HELP = `${MODEL_HELP}
  --tuples FILE                   tuples of a file: .jsonl, .json, .yaml, or .txt with object#relation@subject a line
${LASTING_HELP}`;

/** Options that go along with a question. */
export const QUESTION_OPTIONS = {
  context: { type: 'string' },
  with: { type: 'string', multiple: true },
} as const satisfies CommandOptions;

/** {@link QUESTION_OPTIONS} in words. */
export const QUESTION_HELP = `What goes along with the question:
  --context JSON                  values for the conditions of the model
  --with object#relation@subject  a tuple that counts for this question; may be repeated`;
