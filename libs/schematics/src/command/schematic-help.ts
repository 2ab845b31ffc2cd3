/** What the help tells of a schematic's option; from its `schema.json`. */
export interface SchemaProperty {
  readonly type: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  /** `false` for what only the Nest CLI passes. */
  readonly visible?: boolean;
  /** Says that the option may stand without its name. */
  readonly $default?: { readonly index: number };
}

/** What the help tells of a schematic; its `schema.json`. */
export interface SchematicSchema {
  readonly title: string;
  readonly properties: Readonly<Record<string, SchemaProperty>>;
}

/** How each schematic is described in `collection.json`. */
export type SchematicList = Readonly<Record<string, { readonly description: string }>>;

const USAGE = 'nestjs-zero-trust-schematics';

/** What the command says when nothing, or nothing known, is asked for. */
export const listHelp = (schematics: SchematicList): string => {
  const lines = Object.entries(schematics).map(
    ([name, { description }]) => `  ${name.padEnd(10)}${description}`,
  );
  return [
    `Usage: ${USAGE} <schematic> [name] [options]`,
    '',
    ...lines,
    '',
    `${USAGE} <schematic> --help tells its options; --dry-run shows what would be written.`,
  ].join('\n');
};

/** The options of one schematic. */
export const schematicHelp = (name: string, { title, properties }: SchematicSchema): string => {
  const shown = Object.entries(properties).filter(([, { visible }]) => visible !== false);
  const argument = shown.some(([, { $default }]) => $default !== undefined) ? ' <name>' : '';
  return [
    title,
    '',
    `Usage: ${USAGE} ${name}${argument} [options]`,
    '',
    ...shown.map(([option, property]) => optionHelp(option, property)),
    '  --dry-run\n      Show what would be written, and write nothing.',
  ].join('\n');
};

/** `modelFile` as it is written on the command line: `model-file`. */
export const dashed = (option: string): string =>
  option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const optionHelp = (option: string, { type, description = '', default: value }: SchemaProperty): string => {
  const flag = dashed(option);
  const shape = type === 'boolean' ? `, --no-${flag}` : ` <${[type].flat().join('|')}>`;
  const standard = value === undefined ? '' : ` (default: ${JSON.stringify(value)})`;
  return `  --${flag}${shape}\n      ${description}${standard}`;
};
