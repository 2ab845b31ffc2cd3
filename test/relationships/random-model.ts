import { CONDITIONS, conditionsText } from './random-conditions.js';
import type { WorldRules } from './random-world.js';
import type { Random } from './random.js';
import { RELATIONS, TYPES } from './world-names.js';

/**
 * A model as text. A relation is computed from those behind it only, so that nearly every model is valid; usersets and
 * parents may lead anywhere.
 */
export function randomModelText(random: Random, rules: WorldRules): string {
  const types = TYPES.map((type) => new TypeWriter(random, rules).write(type)).join('\n\n');
  const used = CONDITIONS.filter(({ name }) => types.includes(` with ${name}`));
  return ['model\n  schema 1.1', 'type user', types, conditionsText(used)].join('\n\n');
}

class TypeWriter {
  constructor(
    private readonly random: Random,
    private readonly rules: WorldRules,
  ) {}

  write(type: string): string {
    const parents = this.random.some(TYPES, 2).map((parent) => `${parent}${this.#condition(6)}`);
    const defines = RELATIONS.map((name, index) => `    define ${name}: ${this.#rewrite(index)}`);
    const parent = parents.length === 0 ? type : parents.join(', ');
    return [`type ${type}`, '  relations', `    define parent: [${parent}]`, ...defines].join('\n');
  }

  #rewrite(index: number): string {
    const others = this.random.some([0, 1, 2], 2).map(() => this.#part(index));
    if (others.length === 0) return this.#direct();
    const first = this.random.oneIn(4) ? this.#leaf(index) : this.#direct();
    return this.#combine([first, ...others]);
  }

  #part(index: number): string {
    if (!this.random.oneIn(3)) return this.#leaf(index);
    return `(${this.#combine([this.#leaf(index), this.#leaf(index)])})`;
  }

  #combine(parts: readonly string[]): string {
    const exclusion = this.rules.hasExclusions ? [' but not '] : [];
    const operator = this.random.pick([' or ', ' or ', ' and ', ...exclusion]);
    return (operator === ' but not ' ? parts.slice(0, 2) : parts).join(operator);
  }

  #leaf(index: number): string {
    const behind = RELATIONS.slice(index + 1);
    if (behind.length > 0 && this.random.oneIn(2)) return this.random.pick(behind);
    return `${this.random.pick(RELATIONS.slice(index))} from parent`;
  }

  #direct(): string {
    const userset = (): string =>
      `${this.random.pick(TYPES)}#${this.random.pick(RELATIONS)}${this.#condition(5)}`;
    const all = [
      `user${this.#condition(4)}`,
      ...(this.random.oneIn(3) ? [`user:*${this.#condition(3)}`] : []),
      ...(this.random.oneIn(6) ? [this.random.pick(TYPES)] : []),
      ...this.random.some([0, 1], 2).map(userset),
      ...(this.random.oneIn(5) ? [`user with ${this.random.pick(CONDITIONS).name}`] : []),
    ];
    return `[${[...new Set(all)].join(', ')}]`;
  }

  #condition(times: number): string {
    return this.random.oneIn(times) ? ` with ${this.random.pick(CONDITIONS).name}` : '';
  }
}
