import type { RoutePosture } from 'nestjs-zero-trust';

const GAP = '  ';
const NONE = '-';

/** An aligned table: one line per route, one column per control that any route has. */
export function formatPosture(routes: readonly RoutePosture[]): string {
  const stages = [...new Set(routes.flatMap(({ controls }) => Object.keys(controls)))] as StageName[];
  const heading = ['method', 'path', 'public', ...stages];
  const rows = routes.map((route) => [
    route.method,
    route.path,
    route.public ?? NONE,
    ...stages.map((stage) => route.controls[stage] ?? absence(route, stage)),
  ]);
  return formatTable([heading, ...rows]);
}

/** A control that is left out on purpose says why. */
function absence({ noObjectCheck }: RoutePosture, stage: StageName): string {
  return stage === 'check-relationship' && noObjectCheck !== null ? `none: ${noObjectCheck}` : NONE;
}

type StageName = keyof RoutePosture['controls'];

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  return rows.map(line).join('\n');
}
