/** A link of a page. */
export interface Link {
  readonly target: string;
  /** Counted from 1. */
  readonly line: number;
}

const CODE = /^```[\s\S]*?^```$|`[^`\n]*`/gm;
const LINK = /(?:\]\(|<img\b[^>]*\bsrc="|<a\b[^>]*\bhref=")(?<target>[^)"\s]+)[)"]/g;

/** Every link of a page, in its order; what stands in code is none. */
export function linksOf(markdown: string): readonly Link[] {
  // Code is blanked, not cut, so that line numbers stay.
  const prose = markdown.replace(CODE, (code) => code.replaceAll(/[^\n]/g, ' '));
  return [...prose.matchAll(LINK)].map(({ groups = {}, index }) => ({
    target: groups['target'] ?? '',
    line: prose.slice(0, index).split('\n').length,
  }));
}

/** The scripts that a page has its reader run: `posture` for `npm run --silent posture`. */
export function commandsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/\bnpm run (?:--silent )?(?<name>[a-z][\w:-]*)/g)].map(
    ({ groups }) => groups?.['name'] ?? '',
  );
}

/** Paths of the repository that a page names in code: `libs/zero-trust/src/index.ts`. */
export function pathsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/`(?<path>(?:apps|bench|docs|libs|scripts)\/[\w./-]+)`/g)].map(
    ({ groups }) => groups?.['path'] ?? '',
  );
}

/** The anchors of a page: its headings as GitHub names them. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return new Set([...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading)));
}

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
