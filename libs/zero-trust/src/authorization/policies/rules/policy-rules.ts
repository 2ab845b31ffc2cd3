import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../../../kernel/clock.port.js';
import type { Finding } from '../../../kernel/errors.js';
import type { PolicyVerdict } from '../policy-definition.js';
import type { PolicyInput } from '../policy-input.js';
import { compileRules, failedCases, versionOf, type RuleSet } from './compile-rules.js';
import { describeFindings } from './describe-findings.js';
import type { RuleFile } from './rule-file.js';
import { missingRules, rulesWithoutCases } from './lost-rules.js';
import { RuleReload, type RuleReloadParts } from './rule-reload.js';
import { UnreadableRulesError } from './unreadable-rules.error.js';

/** Which rules are in force, and what is wrong with newer ones. */
export interface RulesStatus {
  /** Of the content of all files, the same on every instance; `undefined` without files. */
  readonly version: string | undefined;
  /** How many rules there are. */
  readonly rules: number;
  /** When this version came into force, in milliseconds since the epoch. */
  readonly since: number;
  /** The files hold something newer that cannot be used; `undefined` if they do not. */
  readonly rejected: RejectedRules | undefined;
}

/** A version that did not come into force. */
export interface RejectedRules {
  /** When it was seen first, in milliseconds since the epoch. */
  readonly at: number;
  /** Everything that is wrong with it. */
  readonly findings: readonly Finding[];
}

/** What {@link PolicyRules} works with. */
export interface PolicyRulesParts extends RuleReloadParts {
  readonly clock: Clock;
}

const NO_RULES = compileRules([]);

/**
 * The rules of all files. Changed files come into force without a restart: as a whole, if they compile, if their cases pass
 * and if they still have every rule that a route names; otherwise the old ones stay.
 */
export class PolicyRules implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('ZeroTrust');
  readonly #reload: RuleReload;
  readonly #named = new Set<string>();
  /** The version that each request under way began with, by its environment. */
  readonly #pinned = new WeakMap<object, RuleSet>();
  #set: RuleSet = NO_RULES;
  #since: number;
  #findings: readonly Finding[] = [];
  #rejected: RejectedRules | undefined;
  /** Looked at and found wrong: what cannot be used is not compiled again with each look. */
  #rejectedVersion: string | undefined;
  #stopWatching: (() => void) | undefined;

  /** @see {@link PolicyRules.load} */
  constructor(private readonly parts: PolicyRulesParts) {
    this.#since = parts.clock.now();
    this.#reload = new RuleReload(parts, {
      take: (files) => this.#take(files),
      fail: (error) => this.#reject([findingOf(error)]),
    });
  }

  /** Loads the rules for the first time. What is wrong with them is found in {@link findings}. */
  static async load(parts: PolicyRulesParts): Promise<PolicyRules> {
    const rules = new PolicyRules(parts);
    try {
      const files = await parts.source.read();
      if (files.length > 0) rules.#set = compileRules(files);
      rules.#findings = findingsOf(rules.#set);
    } catch (error) {
      rules.#findings = [findingOf(error)];
    }
    return rules;
  }

  /** Everything that is wrong with the rules of the start; the application must not start with any. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  get status(): RulesStatus {
    const { version, rules } = this.#set;
    const hasFiles = this.#set !== NO_RULES;
    return {
      version: hasFiles ? version : undefined,
      rules: rules.size,
      since: this.#since,
      rejected: this.#rejected,
    };
  }

  /**
   * Notes that a route names a rule, which every later version must then have.
   *
   * @returns false if there is no such rule
   */
  require(name: string): boolean {
    this.#named.add(name);
    // What cannot be read at all is reported as such, not as many missing rules.
    const isUnreadable = this.#set.names.size === 0 && this.#findings.length > 0;
    return isUnreadable || this.#set.names.has(name);
  }

  /** What changes with the rule, as the files say now; `undefined` if there is no such rule. */
  fingerprintOf(name: string): string | undefined {
    return this.#set.rules.get(name)?.fingerprint;
  }

  /** Fields that a permit of the rule masks, as the files say now. */
  masksOf(name: string): readonly string[] {
    return this.#set.rules.get(name)?.masks ?? [];
  }

  /** Asks a rule; a request is judged by one version from its first question to its last. */
  evaluate(name: string, input: PolicyInput): PolicyVerdict {
    const rule = this.#setFor(input).rules.get(name);
    // All that a reader looks at are names that the schema knows.
    if (rule !== undefined) return rule.evaluate(input as unknown as Readonly<Record<string, unknown>>);
    return { effect: 'undecided', reason: 'there is no such rule' };
  }

  onApplicationBootstrap(): void {
    if (this.#set !== NO_RULES) this.#stopWatching = this.parts.source.watch(() => void this.reload());
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopWatching?.();
    await this.#reload.end();
  }

  /** Looks at the files now; what they hold comes into force if it may. */
  reload(): Promise<void> {
    return this.#reload.run();
  }

  #setFor({ environment }: Pick<PolicyInput, 'environment'>): RuleSet {
    const pinned = this.#pinned.get(environment);
    if (pinned !== undefined) return pinned;
    this.#pinned.set(environment, this.#set);
    return this.#set;
  }

  #take(files: readonly RuleFile[]): void {
    const version = versionOf(files);
    if (version === this.#set.version) {
      this.#rejected = undefined;
      this.#rejectedVersion = undefined;
    } else if (version !== this.#rejectedVersion) {
      this.#judge(compileRules(files));
    }
  }

  #judge(candidate: RuleSet): void {
    const lost = [...missingRules(this.#named, candidate), ...rulesWithoutCases(this.#set, candidate)];
    const findings = [...findingsOf(candidate), ...lost];
    if (findings.length === 0) return this.#enforce(candidate);
    this.#reject(findings);
    this.#rejectedVersion = candidate.version;
  }

  #enforce(set: RuleSet): void {
    this.#set = set;
    this.#since = this.parts.clock.now();
    this.#rejected = undefined;
    this.#rejectedVersion = undefined;
    this.#logger.log({ message: 'Policy rules are in force.', version: set.version });
  }

  #reject(findings: readonly Finding[]): void {
    this.#rejectedVersion = undefined;
    const text = describeFindings(findings);
    if (this.#rejected !== undefined && describeFindings(this.#rejected.findings) === text) return;
    this.#rejected = { at: this.parts.clock.now(), findings };
    this.#logger.error(
      `Policy rules: what the files hold now cannot be used, version ${this.#set.version} stays in force; mend:\n${text}`,
    );
  }
}

function findingsOf(set: RuleSet): readonly Finding[] {
  return [...set.problems, ...failedCases(set)];
}

function findingOf(error: unknown): Finding {
  if (error instanceof UnreadableRulesError) return error.finding;
  return { where: 'policy rules', problem: 'cannot be read', remedy: 'Check the files and their folders.' };
}
