import type { AccessMatrix, MatrixCell, MatrixRoute } from './access-matrix.js';
import { callersOf } from './callers.js';
import { refsOf, standingOf } from './object-standing.js';

type Printed = Pick<AccessMatrix, 'identities' | 'objects' | 'routes'>;

const NAME_WIDTH = 20;
/** Wide enough for the usual codes, so that one answer that changes does not move the others. */
const CELL_WIDTH = 30;

/** The matrix as text: who and what there is, then a table for each route. */
export function formatMatrix(matrix: Printed): string {
  return `${[legend(matrix), ...matrix.routes.map((route) => formatRoute(matrix, route))].join('\n\n')}\n`;
}

function legend({ identities, objects, routes }: Printed): string {
  const callers = callersOf({ identities }).map(({ name, tenant }) =>
    line([name, tenant === undefined ? 'no tenant' : `of ${tenant}`]),
  );
  const things = Object.entries(objects).flatMap(([type, list]) =>
    list.map(({ id, tenant, owner }) =>
      line([`${type}:${id}`, `of ${tenant}${owner === undefined ? '' : `, ${owner}'s own`}`]),
    ),
  );
  return [`Access matrix: ${routes.length} routes`, 'Who calls:', ...callers, 'With what:', ...things].join(
    '\n',
  );
}

function formatRoute(matrix: Printed, route: MatrixRoute): string {
  const heading = `${route.name}  (${route.handler})`;
  const columns = columnsOf(route);
  const notes = [
    ...note('public', route.publicReason),
    ...note('no object check', route.noObjectCheck),
    ...note('not called', route.skipped),
  ];
  const head = route.slots.length === 0 ? [] : [line(['', ...columns])];
  return [heading, ...notes, ...head, ...rowsOf(matrix, route)].join('\n');
}

function note(title: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`  ${title}: ${text}`];
}

/** A line for each identity; one for all where it makes no difference who calls. */
function rowsOf(matrix: Printed, route: MatrixRoute): readonly string[] {
  const rows = [...new Set(route.cells.map(({ identity }) => identity))].map((name) => {
    const tenant = matrix.identities[name]?.tenant;
    const own = route.cells.filter(({ identity }) => identity === name);
    return { name, answers: own.map((cell) => formatCell(cell, tenant)) };
  });
  const [first] = rows;
  if (first !== undefined && rows.every(({ answers }) => answers.join() === first.answers.join()))
    return [line(['everybody', ...first.answers])];
  return rows.map(({ name, answers }) => line([name, ...answers]));
}

function columnsOf({ cells }: MatrixRoute): readonly string[] {
  return [...new Set(cells.map(({ objects }) => refsOf(objects)))];
}

function formatCell({ identity, objects, status, code }: MatrixCell, tenant: string | undefined): string {
  const answer = code === undefined ? String(status) : `${status} ${code}`;
  if (objects.length === 0) return answer;
  return standingOf({ name: identity, tenant }, objects) === 'own' ? `${answer} (own)` : answer;
}

/** Cells beside each other, a space at least between two. */
function line([name = '', ...cells]: readonly string[]): string {
  return `  ${name.padEnd(NAME_WIDTH)} ${cells.map((cell) => cell.padEnd(CELL_WIDTH)).join(' ')}`.trimEnd();
}
