/** What came of the requests of one situation. */
export class Tally {
  requests = 0;
  readonly byStatus = new Map<number, number>();
  slowestMs = 0;
  /** From the end of the fault until everything was answered as before. */
  recoveredMs: number | undefined;
  /** What should not have been, in words. */
  readonly wrong: string[] = [];

  constructor(readonly situation: string) {}

  count(status: number, ms: number): void {
    this.requests += 1;
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    this.slowestMs = Math.max(this.slowestMs, ms);
  }

  of(status: number): number {
    return this.byStatus.get(status) ?? 0;
  }
}

const COLUMNS = ['requests', '200', '503', 'refused', 'wrong', 'slowest ms', 'back after ms'];

/** The tallies as the lines of a table, with their sum. */
export function formatTallies(title: string, tallies: readonly Tally[]): string {
  const rows = tallies.map((tally) => [tally.situation, ...cellsOf(tally)]);
  const widths = COLUMNS.map((column) => column.length + 2);
  const line = ([name = '', ...cells]: readonly string[]): string =>
    `${name.padEnd(34)}${cells.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('')}`;
  return [line([title, ...COLUMNS]), ...rows.map(line)].join('\n');
}

/** How many requests were answered with each status, in all situations. */
export function sumByStatus(tallies: readonly Tally[]): ReadonlyMap<number, number> {
  const sum = new Map<number, number>();
  for (const { byStatus } of tallies)
    for (const [status, count] of byStatus) sum.set(status, (sum.get(status) ?? 0) + count);
  return sum;
}

function cellsOf(tally: Tally): readonly string[] {
  const refused = tally.requests - tally.of(200) - tally.of(503);
  const figures = [
    tally.requests,
    tally.of(200),
    tally.of(503),
    refused,
    tally.wrong.length,
    tally.slowestMs,
  ];
  const back = tally.recoveredMs === undefined ? '' : String(Math.round(tally.recoveredMs));
  return [...figures.map((figure) => String(Math.round(figure))), back];
}
