import ts from 'typescript';

/** A TSDoc text on one line; what it links to is code. */
export function proseOf(parts: readonly ts.SymbolDisplayPart[]): string {
  return parts
    .filter(({ kind }) => kind !== 'link')
    .map(({ kind, text }) => (kind === 'linkName' || kind === 'linkText' ? `\`${text.trim()}\`` : text))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The text of a tag, on one line; `undefined` where there is none. */
export function tagOf(tags: readonly ts.JSDocTagInfo[], name: string): string | undefined {
  const found = tags.find((tag) => tag.name === name);
  return found === undefined ? undefined : proseOf(found.text ?? []);
}

/** The page that `@see docs/standing.md#endpoints` names, from the folder of the guides: `standing.md#endpoints`. */
export function linkOf({ valueDeclaration }: ts.Symbol): string | undefined {
  // A checker takes `docs` for the name of a symbol and cuts the rest off, so the source is read.
  const source = valueDeclaration?.getFullText() ?? '';
  return /@see docs\/(?<page>[\w/-]+\.md(?:#[\w-]+)?)/.exec(source)?.groups?.['page'];
}
