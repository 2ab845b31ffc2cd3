import { createHash } from 'node:crypto';
import type { Finding } from '../../../kernel/errors.js';
import { ExpressionCompiler } from '../../cel/compile-expression.js';
import { declareAttributes } from './attribute-schema.js';
import { compileRule } from './compile-rule.js';
import type { CompiledRule } from './compiled-rule.js';
import { readRuleFile, type RuleFileContent } from './read-rule-file.js';
import type { RuleDefinition, RuleFile } from './rule-file.js';
import { RULE_LIMITS } from './rule-limits.js';
import { runCase, type CaseResult } from './run-cases.js';

/** One version of all rules. */
export interface RuleSet {
  /** @see {@link versionOf} */
  readonly version: string;
  readonly rules: ReadonlyMap<string, CompiledRule>;
  /** Names of all rules that are written down, also of those that cannot be compiled. */
  readonly names: ReadonlySet<string>;
  readonly cases: readonly CaseResult[];
  /** Everything that is wrong, but for cases that fail; a set with problems must not be used. */
  readonly problems: readonly Finding[];
}

const VERSION_LENGTH = 16;

/** Compiles files of rules and runs their cases. Never throws for what is in the files. */
export function compileRules(files: readonly RuleFile[]): RuleSet {
  const set = new RuleSetBuilder(versionOf(files));
  for (const file of files) set.add(readRuleFile(file));
  return set;
}

/** What fails among the cases, as findings. */
export function failedCases({ cases }: RuleSet): readonly Finding[] {
  return cases.flatMap(({ rule, name, where, failure }) =>
    failure === undefined
      ? []
      : [
          {
            where,
            problem: `the case '${name}' of '${rule}' fails: ${failure}`,
            remedy: 'Mend the rule or the case.',
          },
        ],
  );
}

class RuleSetBuilder implements RuleSet {
  readonly rules = new Map<string, CompiledRule>();
  readonly names = new Set<string>();
  readonly cases: CaseResult[] = [];
  readonly problems: Finding[] = [];

  constructor(readonly version: string) {}

  add(content: RuleFileContent): void {
    const { text, schema } = content;
    const compiler = new ExpressionCompiler({
      declare: (environment) => declareAttributes(environment, schema),
      maxCost: RULE_LIMITS.evaluationCost,
    });
    for (const definition of content.rules) {
      this.#claimName(definition, content);
      const rule = compileRule(definition, { text, schema, compiler, version: this.version });
      if (rule === undefined) continue;
      this.rules.set(definition.name, rule);
      for (const each of definition.cases) {
        const result = { rule: rule.name, name: each.name, where: text.placeOf(each) };
        this.cases.push({ ...result, failure: runCase(rule, each) });
      }
    }
    this.problems.push(...text.problems);
  }

  #claimName({ name, offset }: RuleDefinition, { text }: RuleFileContent): void {
    if (this.names.has(name)) {
      const problem = `there is a rule '${name}' in another file too`;
      text.report({ offset }, { problem, remedy: 'Rename one of them.' });
    }
    this.names.add(name);
  }
}

/** Of the content, in hexadecimal: equal on every instance that has the same files. */
export function versionOf(files: readonly RuleFile[]): string {
  const content = JSON.stringify(files.map(({ text }) => text));
  return createHash('sha256').update(content).digest('hex').slice(0, VERSION_LENGTH);
}
