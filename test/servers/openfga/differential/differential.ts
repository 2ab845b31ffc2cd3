import type { Random } from '../../../relationships/random.js';
import { declaredQuirk } from './declared-quirks.js';
import { Round, type Amounts, type Comparison } from './differential-round.js';
import type { Answer } from './openfga-api.js';

const CHECKS_PER_WORLD = 200;
const LISTINGS_PER_WORLD = 20;

/** Asks both sides the same questions about random worlds. */
export class Differential {
  readonly differences: string[] = [];
  readonly answers = { granted: 0, denied: 0, error: 0, listed: 0 };
  /** Models that the server refuses and the engine does not: nobody can be asked about them. */
  refusedModels = 0;
  /** Questions for which the server ran out of time; others are asked in their place. */
  unanswered = 0;
  readonly #quirks = new Map<string, number>();

  constructor(
    private readonly apiUrl: string,
    private readonly random: Random,
  ) {}

  /** How many differences were declared ones. */
  get declared(): number {
    return [...this.#quirks.values()].reduce((sum, count) => sum + count, 0);
  }

  /** One line that says what was asked and which declared quirks were met. */
  get summary(): string {
    const { granted, denied, error, listed } = this.answers;
    const quirks = [...this.#quirks].map(([quirk, count]) => `${count}x ${quirk}`).join('; ');
    return `differential: ${granted} granted, ${denied} denied, ${error} errors, ${listed} lists, ${this.refusedModels} models refused and ${this.unanswered} questions left unanswered by the server, ${this.differences.length} differences; declared quirks: ${quirks === '' ? 'none' : quirks}`;
  }

  async run({ checks, listings }: Amounts): Promise<void> {
    for (let asked = { checks: 0, listings: 0 }; asked.checks < checks || asked.listings < listings;) {
      const round = new Round(this.apiUrl, this.random);
      const found = await round.run({
        checks: Math.min(CHECKS_PER_WORLD, checks - asked.checks),
        listings: Math.min(LISTINGS_PER_WORLD, listings - asked.listings),
      });
      if (found === undefined) {
        this.refusedModels += 1;
        continue;
      }
      // It follows every way through tuples that lead in circles, where the engine comes to each place once.
      const answered = found.filter(({ server }) => server !== 'timeout');
      this.unanswered += found.length - answered.length;
      for (const comparison of answered) this.#judge(comparison);
      const checked = answered.filter(({ kind }) => kind === 'check').length;
      asked = { checks: asked.checks + checked, listings: asked.listings + answered.length - checked };
    }
  }

  #judge(comparison: Comparison): void {
    const { embedded, server } = comparison;
    this.#count(embedded);
    if (JSON.stringify(embedded) === JSON.stringify(server)) return;
    const quirk = declaredQuirk(comparison);
    if (quirk !== undefined) this.#quirks.set(quirk, (this.#quirks.get(quirk) ?? 0) + 1);
    else this.differences.push(describe(comparison));
  }

  #count(answer: Answer): void {
    if (answer === 'error') this.answers.error += 1;
    else if (typeof answer === 'boolean') this.answers[answer ? 'granted' : 'denied'] += 1;
    else this.answers.listed += 1;
  }
}

function describe({ kind, question, embedded, server, grantedByServer, world }: Comparison): string {
  const facts = { kind, question, embedded, server, grantedByServer, tuples: world.tuples };
  return `${JSON.stringify(facts)}\n${world.dsl}`;
}
