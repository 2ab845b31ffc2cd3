/** Finds where a model's text defines something, so that a problem can say its place. */
export class ModelSource {
  readonly #lines: readonly string[];

  constructor(dsl: string) {
    this.#lines = dsl.split('\n');
  }

  /** Where `define relation:` of the type stands, counted from 1, or nothing when the text does not show it. */
  locate(type: string, relation: string): { line: number; column: number } | undefined {
    const typeLine = this.#lines.findIndex((line) => words(line).join(' ') === `type ${type}`);
    const index = this.#lines.findIndex(
      (line, at) => at > typeLine && typeLine >= 0 && defines(line, relation),
    );
    if (index < 0) return undefined;
    return { line: index + 1, column: (this.#lines[index] ?? '').search(/\S/) + 1 };
  }
}

function words(line: string): readonly string[] {
  return line.split('#', 1).join('').trim().split(/\s+/);
}

function defines(line: string, relation: string): boolean {
  const [keyword, name] = line.trim().split(/[\s:]+/);
  return keyword === 'define' && name === relation;
}
