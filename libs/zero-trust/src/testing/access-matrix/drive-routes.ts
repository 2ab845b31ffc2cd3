import type { AccessMatrixOptions } from './access-matrix.options.js';
import type { MatrixCell, MatrixRoute } from './access-matrix.js';
import type { CalledObject } from './object-standing.js';
import { buildRequest } from './build-request.js';
import { callersOf, credentialsOf, type MatrixCaller } from './callers.js';
import { isUnsafe } from './check-options.js';
import type { MatrixTarget } from './matrix-target.js';
import { noObjectCheck } from './object-slots.js';
import { sendRequest, type MatrixServer } from './send-request.js';

/** Requests that change nothing are sent so many at once. */
const AT_ONCE = 8;

/** Calls one route as everybody with everything. */
export async function driveRoute(
  server: MatrixServer,
  target: MatrixTarget,
  options: AccessMatrixOptions,
): Promise<MatrixRoute> {
  const { name, plan, request, slots } = target;
  const questions = request.skip === undefined ? questionsOf(target, options) : [];
  const ask = (question: Question): Promise<MatrixCell> => askOne(server, { target, question, options });
  const cells = isUnsafe(target.method) ? await inTurn(questions, ask) : await inBatches(questions, ask);
  return {
    name,
    handler: plan.route.name,
    publicReason: plan.publicReason,
    noObjectCheck: noObjectCheck(plan.route),
    skipped: request.skip,
    slots,
    cells,
  };
}

/** Who calls with what. */
interface Question {
  readonly caller: MatrixCaller;
  readonly objects: readonly CalledObject[];
}

interface Asked {
  readonly target: MatrixTarget;
  readonly question: Question;
  readonly options: AccessMatrixOptions;
}

function questionsOf({ slots }: MatrixTarget, options: AccessMatrixOptions): readonly Question[] {
  const choices = slots.map(({ type }) =>
    (options.objects?.[type] ?? []).map((object) => ({ type, ...object })),
  );
  const combinations = choices.reduce<readonly (readonly CalledObject[])[]>(
    (begun, choice) => begun.flatMap((objects) => choice.map((object) => [...objects, object])),
    [[]],
  );
  return callersOf(options).flatMap((caller) => combinations.map((objects) => ({ caller, objects })));
}

async function askOne(server: MatrixServer, { target, question, options }: Asked): Promise<MatrixCell> {
  const { caller, objects } = question;
  const request = buildRequest(target, objects, options.parameters ?? {});
  const headers = { ...request.headers, ...(await credentialsOf(caller)) };
  const { status, code } = await sendRequest(server, { ...request, headers });
  if (isUnsafe(target.method) && mayHaveChanged(status)) await options.reset?.();
  return { identity: caller.name, objects, status, code };
}

/** What was refused has changed nothing; what broke may have. */
function mayHaveChanged(status: number): boolean {
  return status < 400 || status >= 500;
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}

async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const batches = Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, index) =>
    items.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  return (await inTurn(batches, (batch) => Promise.all(batch.map(work)))).flat();
}
