import { AccessMatrixError, type AccessMatrix } from 'nestjs-zero-trust/testing';
import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../support/guarded-app.js';
import {
  ExcusedOrders,
  GuardedNotes,
  GuardedOrders,
  matrixOf,
  UnguardedNotes,
  WrongObject,
  type MatrixChanges,
} from './matrix-app.js';

/** The problems of a matrix that cannot stand. */
async function problemsOf(making: Promise<AccessMatrix>): Promise<readonly string[]> {
  const error = await making.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AccessMatrixError) return error.problems;
  throw new Error('the matrix was made', { cause: error });
}

describe.each(PLATFORMS)('an access matrix on %s', (platform) => {
  const change = (options: MatrixChanges['options'] = {}): MatrixChanges => ({ app: { platform }, options });

  it('is a text that a person can read, the same each time', async () => {
    const controllers = [GuardedOrders, ExcusedOrders];
    const text = (await matrixOf(controllers, change())).toString();
    await expect(text).toMatchFileSnapshot('access-matrix.snapshot.txt');
    expect((await matrixOf(controllers, change())).toString()).toBe(text);
  });

  it('finds an object that nothing guards, and one whose guard lets everybody pass', async () => {
    const problems = await problemsOf(matrixOf([GuardedOrders, UnguardedNotes], change()));
    expect(problems).toEqual([
      expect.stringMatching(/^unguarded: GET \/notes \(UnguardedNotes\.list\) .*carol with order:1: 200/),
      expect.stringMatching(
        /^unguarded: GET \/notes\/:id \(UnguardedNotes\.find\) .*alice with order:2: 200/,
      ),
    ]);
  });

  it('finds nothing in the same application with its checks', async () => {
    const matrix = await matrixOf([GuardedOrders, GuardedNotes], change());
    expect(matrix.routes.map(({ name }) => name)).toContain('GET /notes/:id');
  });

  it('finds a route that checks another object than it gives', async () => {
    expect(await problemsOf(matrixOf([GuardedOrders, WrongObject], change()))).toEqual([
      expect.stringMatching(/^unguarded: GET \/orders\/:id\/history .*\(alice with order:2: 200; bob with/),
    ]);
  });
});

describe('an access matrix', () => {
  it('shows what came out beside what is wrong with it', async () => {
    await expect(matrixOf([GuardedOrders, UnguardedNotes])).rejects.toMatchObject({
      matrix: {
        routes: expect.arrayContaining([expect.objectContaining({ name: 'GET /notes' })]) as unknown,
      },
    });
  });

  it('calls nothing before it has all that every route needs, and says all that is missing', async () => {
    const bare = matrixOf([GuardedOrders], {
      options: { objects: {}, reset: undefined, requests: { 'GET /nowhere': {} } },
    });
    expect(await problemsOf(bare)).toEqual([
      expect.stringContaining("requests['GET /nowhere'] is no route"),
      expect.stringContaining('give objects.order, some of two tenants, for GET /v2/orders,'),
      expect.stringContaining('Give reset'),
    ]);
  });

  it('asks for what a parameter stands for that is no object', async () => {
    const objects = { invoice: [{ id: '1', tenant: 'acme' }] };
    const problems = await problemsOf(matrixOf([ExcusedOrders], { options: { objects } }));
    expect(problems).toEqual([
      expect.stringContaining("GET /orders/:id/colour: no value for ':id'. Give parameters.id"),
    ]);
  });

  it('does not take a route for guarded that nobody can use', async () => {
    const identities = { erin: { tenant: 'acme' } };
    const objects = { order: [{ id: '1', tenant: 'acme' }] };
    const problems = await problemsOf(matrixOf([GuardedOrders], { options: { identities, objects } }));
    expect(problems).toContainEqual(
      expect.stringMatching(/^unproven: GET \/v2\/orders\/:id succeeds for nobody/),
    );
  });

  it('says so when a limit answers instead of the routes', async () => {
    const problems = await problemsOf(
      matrixOf([GuardedOrders], { app: { options: { limits: { tiers: { small: 3 } } } } }),
    );
    expect(problems).toContainEqual(expect.stringContaining('with 429: a limit disturbed the matrix'));
  });

  it('leaves a route out only by a reason that it shows', async () => {
    const skip = 'needs a signed request';
    const matrix = await matrixOf([GuardedOrders], {
      options: { requests: { 'POST /v2/orders/closings': { skip } } },
    });
    const route = matrix.routes.find(({ name }) => name === 'POST /v2/orders/closings');
    expect(route).toMatchObject({ skipped: skip, cells: [] });
    expect(matrix.toString()).toContain(`not called: ${skip}`);
  });

  it('has everything made as it was after each request that may have changed something', async () => {
    let resets = 0;
    const reset = (): void => void (resets += 1);
    const matrix = await matrixOf([GuardedOrders], { options: { reset } });
    const changing = matrix.routes
      .filter(({ name }) => !name.startsWith('GET'))
      .flatMap(({ cells }) => cells.filter(({ status }) => status < 400));
    expect(changing.length).toBeGreaterThan(2);
    expect(resets).toBe(changing.length);
  });
});
