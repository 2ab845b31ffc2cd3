import { offsetOf, type WrittenName } from './written-name.js';

/** A place in a model's text; line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const STATEMENT = /^(\s*)(?:extend\s+)?(type|define|condition)\s+([^\s:(]+)/;

/** Finds where a model's text defines something, so that a problem can say its place. */
export class ModelSource {
  readonly #lines: readonly string[];
  readonly #places = new Map<string, Place>();

  constructor(dsl: string) {
    this.#lines = dsl.split('\n').map(withoutComment);
    this.#index();
  }

  /** Where `type` stands, or nothing when the text does not show it. */
  locateType(type: string): Place | undefined {
    return this.#places.get(type);
  }

  /** Where `define relation:` of the type stands or, with a name, that name of its definition. */
  locate(type: string, relation: string, name?: WrittenName): Place | undefined {
    const place = this.#places.get(`${type}#${relation}`);
    if (place === undefined || name === undefined) return place;
    return this.#locateName(place.line - 1, name) ?? place;
  }

  /** Where `condition` stands or, with an offset, that character of its expression. */
  locateCondition(name: string, offset?: number): Place | undefined {
    const place = this.#places.get(`condition ${name}`);
    if (place === undefined || offset === undefined) return place;
    return this.#locateWithin(place.line - 1, offset) ?? place;
  }

  #index(): void {
    let type = '';
    for (const [index, line] of this.#lines.entries()) {
      const [, indent = '', keyword, name = ''] = STATEMENT.exec(line) ?? [];
      if (keyword === undefined) continue;
      if (keyword === 'type') type = name;
      const key = { type: name, define: `${type}#${name}`, condition: `condition ${name}` }[keyword];
      if (key === undefined || this.#places.has(key)) continue;
      this.#places.set(key, { line: index + 1, column: indent.length + 1 });
    }
  }

  #locateName(definitionLine: number, name: WrittenName): Place | undefined {
    const [first = '', ...rest] = this.#lines.slice(definitionLine);
    const next = rest.findIndex((line) => STATEMENT.test(line));
    const text = [first, ...(next === -1 ? rest : rest.slice(0, next))].join('\n');
    const start = text.indexOf(':') + 1;
    const offset = offsetOf(text.slice(start), name);
    return offset === undefined ? undefined : placeAt(text.slice(0, start + offset), definitionLine);
  }

  #locateWithin(conditionLine: number, offset: number): Place | undefined {
    const text = this.#lines.slice(conditionLine).join('\n');
    const start = /\{\s*/.exec(text);
    if (start === null) return undefined;
    return placeAt(text.slice(0, start.index + start[0].length + offset), conditionLine);
  }
}

/** The place right behind a text that begins behind so many lines. */
export function placeAt(before: string, linesAbove = 0): Place {
  const lines = before.split('\n');
  return { line: linesAbove + lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** As the parser reads the line: its expressions and their offsets know no comments. */
function withoutComment(line: string): string {
  if (line.trimStart().startsWith('#')) return '';
  return line.split(' #', 1).join('').trimEnd();
}
