import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the guides are. */
export const DOCS = join(import.meta.dirname, '../../../docs');

/** A fenced block of a guide. */
export interface Block {
  /** `ts`, `http`, … */
  readonly language: string;
  readonly text: string;
  /** Line of its fence, counted from 1. */
  readonly line: number;
}

/** One page of the user's guide. */
export interface Guide {
  /** `authorization` for `docs/authorization.md`, `reference/options` for `docs/reference/options.md`. */
  readonly name: string;
  readonly blocks: readonly Block[];
  /** What its blocks say they are, by file name: the program that the page builds up. */
  readonly files: ReadonlyMap<string, string>;
}

/** Languages whose blocks are files, and how their first line says which. */
const FILE_LINES: Readonly<Record<string, RegExp>> = {
  ts: /^\/\/ file: (\S+)$/,
  txt: /^\/\/ file: (\S+)$/,
  fga: /^# file: (\S+)$/,
  yaml: /^# file: (\S+)$/,
};
const FENCE = /^```(?<language>\w*)[^\n]*\n(?<text>[\s\S]*?)^```$/gm;

/** Every guide, by name. */
export function readGuides(): readonly Guide[] {
  return globSync('**/*.md', { cwd: DOCS })
    .toSorted()
    .map((file) => readGuide(file.replace(/\.md$/, ''), readFileSync(join(DOCS, file), 'utf8')));
}

/** The name of the file that a block is, if it is one. */
export function fileNameOf({ language, text }: Block): string | undefined {
  const [first = ''] = text.split('\n', 1);
  return FILE_LINES[language]?.exec(first)?.[1];
}

/** Every fenced block of a page, in its order. */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(FENCE)].map(({ groups = {}, index }) => ({
    language: groups['language'] ?? '',
    text: groups['text'] ?? '',
    line: markdown.slice(0, index).split('\n').length,
  }));
}

function readGuide(name: string, markdown: string): Guide {
  const blocks = blocksOf(markdown);
  const files = blocks.flatMap((block) => {
    const file = fileNameOf(block);
    return file === undefined ? [] : [[file, block.text] as const];
  });
  return { name, blocks, files: new Map(files) };
}
