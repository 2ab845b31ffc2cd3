/** A link of a page. */
export interface Link {
  readonly target: string;
  /** Counted from 1. */
  readonly line: number;
}

const CODE = /^```[\s\S]*?^```$|`[^`\n]*`/gm;
const LINK = /\]\((?<target>[^)\s]+)\)/g;

/** Every link of a page, in its order; what stands in code is none. */
export function linksOf(markdown: string): readonly Link[] {
  // Code is blanked, not cut, so that line numbers stay.
  const prose = markdown.replace(CODE, (code) => code.replaceAll(/[^\n]/g, ' '));
  return [...prose.matchAll(LINK)].map(({ groups = {}, index }) => ({
    target: groups['target'] ?? '',
    line: prose.slice(0, index).split('\n').length,
  }));
}

/** The anchors of a page: its headings as GitHub names them. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return new Set([...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading)));
}

/** The rows of the first table below a heading, cell by cell, without the head. */
export function tableBelow(markdown: string, heading: string): readonly (readonly string[])[] {
  const section = markdown.split(`\n## ${heading}\n`)[1]?.split('\n## ', 1)[0] ?? '';
  const lines = /^\|.+\|$(?:\n\|.+\|$)*/m.exec(section)?.[0].split('\n') ?? [];
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
