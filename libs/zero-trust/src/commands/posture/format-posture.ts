import type { RoutePosture } from '../../enforcement/posture/route-posture.js';
import { formatTable } from '../audit/format-table.js';
import { STAGE_ORDER } from './stage-order.js';

const NONE = '-';

type Cells = readonly string[];

/** An aligned table: one line per way in, one column per control that any of them has. */
export function formatPosture(routes: readonly RoutePosture[]): string {
  const stages = STAGE_ORDER.filter((stage) => routes.some(({ controls }) => controls[stage] !== undefined));
  const columns: readonly (readonly [string, (route: RoutePosture) => string])[] = [
    ['method', ({ method }) => method],
    ['path', ({ path }) => path],
    ['version', ({ version }) => version ?? NONE],
    ['open because', ({ public: reason }) => reason ?? NONE],
    ...stages.map((stage) => [stage, (route: RoutePosture) => demandsOf(route, stage)] as const),
    ['denied because', ({ denied }) => denied ?? NONE],
    ['weaker than', weakerThan],
    ['recorded only', reportOnly],
  ];
  const table = columns.map(([name, cell]) => [name, ...routes.map(cell)]);
  // A column that says nothing of any route is left out.
  const shown = table.filter(([, ...cells]) => cells.some((cell) => cell !== NONE));
  const [head = [], ...rows] = transpose(shown);
  return formatTable(head, rows);
}

function demandsOf({ controls, noObjectCheck }: RoutePosture, stage: (typeof STAGE_ORDER)[number]): string {
  const demands = controls[stage]?.join(', ');
  // A control that is left out on purpose says why.
  const excuse = stage === 'check-relationship' && noObjectCheck !== null ? `none: ${noObjectCheck}` : NONE;
  return demands ?? excuse;
}

function weakerThan({ weakerThan: excuses }: RoutePosture): string {
  return (
    excuses.map(({ version, until, reason }) => `${version} until ${until} (${reason})`).join(', ') || NONE
  );
}

function reportOnly({ reportOnly: controls }: RoutePosture): string {
  return (
    controls
      .map(({ stage, policies, reason }) => `${policies?.join(', ') ?? stage} (${reason})`)
      .join(', ') || NONE
  );
}

function transpose(columns: readonly Cells[]): readonly Cells[] {
  return (columns[0] ?? []).map((_, row) => columns.map((column) => column[row] ?? ''));
}
