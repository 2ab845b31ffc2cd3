import { formatMarkdownTable } from '../report/print-report.js';
import type { Table } from '../report/tables.js';
import type { EmbeddedFigures } from './measure-embedded.js';
import type { ServerFigures } from './measure-server.js';

/** What one run measured. */
export interface RelationshipsReport {
  readonly node: string;
  readonly cpu: string;
  readonly embedded: readonly EmbeddedFigures[];
  /** Left out where no server was named. */
  readonly openfga?: ServerFigures;
}

/** What the project promises, by number of tuples. */
interface Aims {
  readonly direct: number;
  readonly twoHops: number;
}

const AIMS: ReadonlyMap<number, Aims> = new Map([
  [1_000, { direct: 2_000_000, twoHops: 1_000_000 }],
  [100_000, { direct: 600_000, twoHops: 300_000 }],
  [1_000_000, { direct: 200_000, twoHops: 100_000 }],
]);
const MAX_BYTES = 200;
const MAX_BYTES_WITH_REVERSE_INDEX = 400;
const MIN_RATIO = 300;

/** The report as Markdown, each figure beside its aim. */
export function formatReport(report: RelationshipsReport): string {
  const head =
    `Node ${report.node} on ${report.cpu}. Every other check is denied; the rates of the embedded engine are ` +
    'per second of processor time.';
  const parts = [head, formatMarkdownTable(embeddedTable(report)), serverPart(report)];
  return parts.join('\n\n');
}

function embeddedTable({ embedded }: RelationshipsReport): Table {
  const heading = [
    'Tuples',
    'Direct checks/s',
    'Two hops, checks/s',
    'Bytes a tuple',
    '… with reverse index',
    'Load, s',
    'First listing, ms',
    'Listings/s',
    'Objects each',
  ];
  return [heading, ...embedded.map(embeddedRow)];
}

function embeddedRow(figures: EmbeddedFigures): readonly string[] {
  const aims = AIMS.get(roundSize(figures.tuples));
  // What the engine itself takes, model and code included, hides what a tuple does where there are few.
  const isLarge = figures.tuples >= 100_000;
  return [
    count(figures.tuples),
    atLeast(figures.directChecksPerSecond, aims?.direct),
    atLeast(figures.twoHopChecksPerSecond, aims?.twoHops),
    isLarge ? atMost(figures.bytesPerTuple, MAX_BYTES) : '–',
    isLarge ? atMost(figures.bytesPerTupleWithReverseIndex, MAX_BYTES_WITH_REVERSE_INDEX) : '–',
    figures.loadSeconds.toFixed(2),
    figures.firstListingMs.toFixed(1),
    count(figures.listingsPerSecond),
    count(figures.objectsPerListing),
  ];
}

function serverPart({ openfga, embedded }: RelationshipsReport): string {
  const small = embedded.find(({ tuples }) => roundSize(tuples) === 1_000);
  if (openfga === undefined) {
    return 'OpenFGA server: left out. Name one in OPENFGA_URL, or start one with scripts/servers/with-servers.mjs.';
  }
  if (small === undefined) return 'OpenFGA server: compared at 1,000 tuples only.';
  const row = (name: string, own: number, other: number): readonly string[] => [
    name,
    count(own),
    count(other),
    `${atLeast(own / other, MIN_RATIO)} times`,
  ];
  return formatMarkdownTable([
    ['At 1,000 tuples', 'Embedded, checks/s', 'OpenFGA server, one after another, checks/s', 'Ratio'],
    row('Direct', small.directChecksPerSecond, openfga.directChecksPerSecond),
    row('Two hops', small.twoHopChecksPerSecond, openfga.twoHopChecksPerSecond),
  ]);
}

/** The size that was asked for: the graph comes in whole organizations. */
function roundSize(tuples: number): number {
  return Number(tuples.toPrecision(1));
}

function atLeast(figure: number, aim: number | undefined): string {
  if (aim === undefined) return count(figure);
  return `${count(figure)} (aim ≥ ${count(aim)}${figure >= aim ? '' : ', missed'})`;
}

function atMost(figure: number, aim: number): string {
  return `${count(figure)} (aim ≤ ${count(aim)}${figure <= aim ? '' : ', missed'})`;
}

function count(figure: number): string {
  return Math.round(figure).toLocaleString('en');
}
