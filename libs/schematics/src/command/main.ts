#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runSchematic } from './run-schematic.js';
import {
  dashed,
  listHelp,
  schematicHelp,
  type SchematicList,
  type SchematicSchema,
} from './schematic-help.js';

const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** Does what the arguments ask for. */
const main = async ([schematic, ...options]: readonly string[]): Promise<number> => {
  const { schematics } = readJson('../collection.json') as { readonly schematics: SchematicList };
  if (schematic === undefined || schematic === '--help' || schematic === '-h') {
    console.log(listHelp(schematics));
    return schematic === undefined ? 1 : 0;
  }
  if (!Object.hasOwn(schematics, schematic)) {
    console.error(`There is no schematic '${schematic}'.\n\n${listHelp(schematics)}`);
    return 1;
  }
  const schema = readJson(`../${schematic}/schema.json`) as SchematicSchema;
  if (options.includes('--help') || options.includes('-h')) {
    console.log(schematicHelp(schematic, schema));
    return 0;
  }
  return runSchematic(schematic, options.map(negated(schema)));
};

// The program behind takes `--no-spec` for `--spec`.
const negated =
  ({ properties }: SchematicSchema) =>
  (option: string): string => {
    const flag = option.startsWith('--no-') ? option.slice('--no-'.length) : '';
    const known = Object.entries(properties).some(
      ([name, { type }]) => type === 'boolean' && dashed(name) === flag,
    );
    return known ? `--${flag}=false` : option;
  };

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
