import { format, resolveConfig } from 'prettier';

const GENERATED = /^<!-- generated: (?<id>[\w-]+) -->$[^]*?^<!-- \/generated -->$/gm;

/** The ids of the parts of a page that are generated. */
export function generatedParts(page: string): readonly string[] {
  return [...page.matchAll(GENERATED)].map(({ groups }) => groups?.['id'] ?? '');
}

/** A page with its generated parts as they should be, formatted as all pages are; what people wrote stays. */
export async function fillPage(
  file: string,
  { page, parts }: { readonly page: string; readonly parts: Readonly<Record<string, string>> },
): Promise<string> {
  const filled = page.replaceAll(GENERATED, (...found) => {
    const { id } = found.at(-1) as { readonly id: string };
    const part = parts[id];
    if (part === undefined) throw new Error(`${file}: nothing is known by the name '${id}'.`);
    return `<!-- generated: ${id} -->\n\n${part}\n\n<!-- /generated -->`;
  });
  return format(filled, { ...(await resolveConfig(file)), filepath: file });
}
