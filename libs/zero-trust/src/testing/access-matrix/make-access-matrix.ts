import type { INestApplication } from '@nestjs/common';
import { AccessMatrixError } from './access-matrix.error.js';
import { createMatrix, type AccessMatrix, type MatrixRoute } from './access-matrix.js';
import type { AccessMatrixOptions } from './access-matrix.options.js';
import { checkOptions } from './check-options.js';
import { driveRoute } from './drive-routes.js';
import { judgeMatrix } from './judge-matrix.js';
import { findTargets } from './matrix-target.js';
import type { MatrixServer } from './send-request.js';

const TIMEOUT_MS = 10_000;

/**
 * Calls every route of a listening application over HTTP, as nobody and as each identity, with each object that its
 * requests can name, and gives the answers as a table to compare with a committed one.
 *
 * @throws {@link AccessMatrixError} with everything that is missing to call some route; or, once all are called, with every
 *   route that gives objects of one tenant to another although no `@NoObjectCheck` says so, that succeeds for nobody, or
 *   whose answers a limit disturbed
 * @example
 * const matrix = await accessMatrix(app, {
 *   identities: { bob: { tenant: 'acme', token: () => issuer.token({ sub: 'bob', scope: 'orders:read' }) } },
 *   objects: { order: [{ id: '1', tenant: 'acme', owner: 'bob' }, { id: '2', tenant: 'globex' }] },
 * });
 * await expect(matrix.toString()).toMatchFileSnapshot('access-matrix.txt');
 */
export async function accessMatrix(
  app: INestApplication,
  options: AccessMatrixOptions,
): Promise<AccessMatrix> {
  const { identities, objects = {}, timeoutMs = TIMEOUT_MS } = options;
  const targets = findTargets(app, options);
  const missing = checkOptions(targets, options);
  if (missing.length > 0) throw new AccessMatrixError(missing);
  const server: MatrixServer = { address: await app.getUrl(), timeoutMs };
  const routes: MatrixRoute[] = [];
  for (const target of targets) routes.push(await driveRoute(server, target, options));
  const matrix = createMatrix({ identities, objects, routes });
  const problems = judgeMatrix(matrix);
  if (problems.length > 0) throw new AccessMatrixError(problems, matrix);
  return matrix;
}
