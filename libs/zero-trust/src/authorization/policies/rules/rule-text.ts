import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Scalar,
} from 'yaml';
import type { Finding } from '../../../kernel/errors.js';
import type { RuleFile } from './rule-file.js';
import { expressionOffset } from './expression-offset.js';
import { RULE_LIMITS } from './rule-limits.js';

/** A value in the text, and where it stands or should stand. */
export interface TextValue {
  readonly node: unknown;
  /** Counted from 0. */
  readonly offset: number;
}

/** A value under a name. */
export interface TextEntry extends TextValue {
  /** Where its name stands, counted from 0. */
  readonly nameOffset: number;
}

/** What is wrong, and what to do about it. */
export type Complaint = Omit<Finding, 'where'>;

const REPEATED: Complaint = {
  problem: 'this name stands there twice',
  remedy: 'Keep one of them, or rename it.',
};

/** The YAML of a file, which knows the place of everything in it and collects what is wrong. */
export class RuleText {
  readonly #problems: { readonly offset: number; readonly finding: Finding }[] = [];
  readonly #lines = new LineCounter();
  /** For the library's own conversions. */
  readonly document: Document.Parsed;

  constructor(readonly file: RuleFile) {
    this.document = this.#parse();
  }

  /** Everything that is wrong so far, in the order of the text; of very much, the beginning. */
  get problems(): readonly Finding[] {
    const findings = this.#problems.toSorted((a, b) => a.offset - b.offset).map(({ finding }) => finding);
    const rest = findings.length - RULE_LIMITS.findings;
    if (rest <= 0) return findings;
    const more = { where: this.file.path, problem: `has ${rest} more mistakes`, remedy: 'Mend these first.' };
    return [...findings.slice(0, RULE_LIMITS.findings), more];
  }

  /** Everything; `undefined` if the text is no YAML that can be used, which has been reported. */
  get root(): TextValue | undefined {
    return this.#problems.length > 0 ? undefined : { node: this.document.contents, offset: 0 };
  }

  report(place: Pick<TextValue, 'offset'>, complaint: Complaint): void {
    this.#problems.push({ offset: place.offset, finding: { where: this.placeOf(place), ...complaint } });
  }

  /** `policies/orders.yaml:12:7`: line and column count from 1. */
  placeOf({ offset }: Pick<TextValue, 'offset'>): string {
    const { line, col } = this.#lines.linePos(offset);
    return [this.file.path, Math.max(line, 1), Math.max(col, 1)].join(':');
  }

  /** The same for a character of an expression. */
  reportWithin(node: Scalar, offset: number, complaint: Complaint): void {
    this.report({ offset: expressionOffset(this.file.text, node, offset) }, complaint);
  }

  /** The entries of a mapping by their names; empty if it is none, which is reported. */
  entries({ node, offset }: TextValue, what: string): ReadonlyMap<string, TextEntry> {
    const entries = new Map<string, TextEntry>();
    if (!isMap(node)) {
      this.report({ offset }, { problem: `${what} should be a mapping of names`, remedy: 'Write NAME: …' });
      return entries;
    }
    for (const { key, value } of node.items) {
      const at = offsetOf(key, offset);
      if (isScalar(key) && typeof key.value === 'string')
        entries.set(key.value, { node: value, offset: offsetOf(value, at), nameOffset: at });
      else this.report({ offset: at }, { problem: 'a name should be a text', remedy: 'Put it into quotes.' });
    }
    return entries;
  }

  /** The entries of a mapping that may have these names only. */
  members(value: TextValue, what: string, known: readonly string[]): ReadonlyMap<string, TextEntry> {
    const members = this.entries(value, what);
    for (const [name, { nameOffset }] of members) {
      if (known.includes(name)) continue;
      this.report(
        { offset: nameOffset },
        { problem: `${what} has no '${name}'`, remedy: `Use ${known.join(', ')}.` },
      );
    }
    return members;
  }

  /** The items of a list; empty if it is none, which is reported. */
  items({ node, offset }: TextValue, what: string): readonly TextValue[] {
    if (isSeq(node)) {
      return node.items.map((item) => ({ node: item, offset: offsetOf(item, offset) }));
    }
    this.report({ offset }, { problem: `${what} should be a list`, remedy: 'Write - …, one a line.' });
    return [];
  }

  /** A text that is not empty; `undefined` if it is none, which is reported. */
  text(value: TextValue, what: string): string | undefined {
    const content = plain(value);
    if (typeof content === 'string' && content.trim() !== '') return content;
    this.report(value, {
      problem: `${what} should be a text`,
      remedy: 'Write some text, in quotes if need be.',
    });
    return undefined;
  }

  #parse(): Document.Parsed {
    const { text } = this.file;
    try {
      // The library compares each key with all others.
      const options = { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: false };
      const document = parseDocument(text, options);
      for (const { pos, message } of [...document.errors, ...document.warnings]) {
        this.report({ offset: pos[0] }, { problem: message, remedy: 'Mend the YAML.' });
      }
      this.#refuseAliases(document);
      this.#refuseRepeatedNames(document);
      return document;
    } catch {
      // The parser works by recursion.
      const problem = 'it is nested too deeply to be read';
      this.report({ offset: 0 }, { problem, remedy: 'Write it flat, as in docs/policy-rules.md.' });
      return parseDocument('');
    }
  }

  #refuseAliases(document: Document.Parsed): void {
    visit(document, {
      Node: (_, node) => {
        const isShared = isAlias(node) || node.anchor !== undefined || node.tag !== undefined;
        if (!isShared) return;
        const problem = 'anchors, aliases and tags are not understood here';
        this.report({ offset: offsetOf(node, 0) }, { problem, remedy: 'Write the value out.' });
      },
    });
  }

  #refuseRepeatedNames(document: Document.Parsed): void {
    visit(document, {
      Map: (_, { items }) => {
        const names = new Set<unknown>();
        for (const { key } of items) {
          const name = isScalar(key) ? key.value : key;
          if (names.has(name)) this.report({ offset: offsetOf(key, 0) }, REPEATED);
          names.add(name);
        }
      },
    });
  }
}

/** What a scalar holds; `undefined` for anything else. */
export function plain({ node }: TextValue): unknown {
  return isScalar(node) ? node.value : undefined;
}

function offsetOf(node: unknown, otherwise: number): number {
  const range = (node as { readonly range?: readonly number[] | null } | null)?.range;
  return range?.[0] ?? otherwise;
}
