import type { AccessMatrix, MatrixCell, MatrixRoute } from './access-matrix.js';
import { refsOf, standingOf } from './object-standing.js';

/** Answers that say that the object, or the whole route, is not for the caller. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 404, 410]);
/** Answers that say nothing about access. */
const DISTURBANCES: Readonly<Record<number, string>> = {
  429: 'a limit disturbed the matrix; raise the limits of the test, or give identities addresses of their own by headers',
  503: 'a dependency was down',
};

type Judged = Pick<AccessMatrix, 'identities' | 'routes'>;

/** What is wrong with the answers: one line for each route and reason. */
export function judgeMatrix(matrix: Judged): readonly string[] {
  return matrix.routes.flatMap((route) => [
    ...disturbed(route),
    ...(isJudged(route) ? [...unguarded(matrix, route), ...unproven(matrix, route)] : []),
  ]);
}

/** Whether what an identity was answered shows that it got past every check of its access. */
export function getsThrough({ status }: Pick<MatrixCell, 'status'>): boolean {
  return !REFUSALS.has(status) && DISTURBANCES[status] === undefined;
}

function isJudged({ slots, skipped, noObjectCheck }: MatrixRoute): boolean {
  return slots.length > 0 && skipped === undefined && noObjectCheck === undefined;
}

function disturbed({ name, cells }: MatrixRoute): readonly string[] {
  return Object.entries(DISTURBANCES).flatMap(([status, why]) => {
    const cell = cells.find((candidate) => String(candidate.status) === status);
    return cell === undefined ? [] : [`${name} answered ${cell.identity} with ${status}: ${why}.`];
  });
}

/** A stranger who gets as far as an owner does. */
function unguarded(matrix: Judged, route: MatrixRoute): readonly string[] {
  const through = route.cells.filter((cell) => isForeign(matrix, cell) && getsThrough(cell));
  if (through.length === 0) return [];
  const who = through
    .map((cell) => `${cell.identity} with ${refsOf(cell.objects)}: ${cell.status}`)
    .join('; ');
  return [
    `unguarded: ${route.name} (${route.handler}) gives other tenants' objects to strangers (${who}). ` +
      `Add @CanAccess('…', '${route.slots[0]?.type}'), or @NoObjectCheck('why').`,
  ];
}

/** Where nobody gets through, nothing shows that it is the object that strangers are refused for. */
function unproven(matrix: Judged, { name, cells }: MatrixRoute): readonly string[] {
  if (cells.some((cell) => !isForeign(matrix, cell) && cell.status < 400)) return [];
  return [
    `unproven: ${name} succeeds for nobody, not even with objects of the own tenant. ` +
      `Give an identity that may, or a valid body: requests['${name}'].body.`,
  ];
}

function isForeign({ identities }: Judged, { identity, objects }: MatrixCell): boolean {
  const tenant = identities[identity]?.tenant;
  return standingOf({ name: identity, tenant }, objects) === "other tenant's";
}
