import { AccessTokenVerifier, AuditSink, RelationshipEngine, type RequestContext } from 'nestjs-zero-trust';
import { IDENTITIES, type Identity } from '../scenario/identities.js';
import { OrderBook } from '../scenario/order-book.js';
import type { GuardedRoutes, RouteName } from './guarded-routes.js';

/** One thing to time. */
export interface StageBench {
  readonly name: string;
  /** Makes what one call needs; not timed. */
  readonly prepare: () => unknown;
  /** What is timed; may be asynchronous. */
  readonly run: (prepared: never) => unknown;
}

/** Stages that leave something on the context for the ones after them. */
const PREPARING_STAGES = ['authenticate', 'check-relationship'];
const OUTCOME = { status: 200, responseBytes: 812, durationMs: 1.234, aborted: false };
const TIMEOUT_MS = 5_000;

/** The applications whose parts are timed. */
export interface TimedRoutes {
  readonly full: GuardedRoutes;
  /** Where certificates are believed. */
  readonly gateway: GuardedRoutes;
}

/** Everything that is timed, in the order of a request. */
export function stageBenches({ full: routes, gateway }: TimedRoutes): readonly StageBench[] {
  return [
    ...arrivalBenches(routes),
    ...checkBenches(routes, 'OrdersController.findOne'),
    ...checkBenches(routes, 'OrdersController.change').filter(({ name }) => name.includes('inspect-request')),
    ...checkBenches(routes, 'SummariesController.summarize').filter(({ name }) =>
      /check-(?:lifecycle|freshness)/.test(name),
    ),
    ...checkBenches(gateway, 'SettlementsController.list').filter(({ name }) =>
      name.includes('check-services'),
    ),
    ...walkBenches(routes),
    answerBench(routes),
    completionBench(routes),
    ...partBenches(routes),
  ];
}

function arrivalBenches(routes: GuardedRoutes): readonly StageBench[] {
  const contexts = routes.app.get(routes.internals.RequestContexts);
  const admission = routes.createAdmission();
  return [
    {
      name: 'open the context',
      prepare: () => routes.nextRequest(),
      run: (raw: ReturnType<GuardedRoutes['nextRequest']>) => contexts.open(raw),
    },
    {
      name: 'admission, with authentication',
      prepare: () => routes.nextContext(),
      run: (context: RequestContext) => admission.judge(context),
    },
  ];
}

/** The compiled check of each stage of a route, on a context as it is when the stage is reached. */
function checkBenches(routes: GuardedRoutes, route: RouteName): readonly StageBench[] {
  const { steps } = routes.plan(route);
  return steps.map(({ name, check }, index) => {
    const before = steps.slice(0, index).filter((step) => PREPARING_STAGES.includes(step.name));
    return {
      name: `stage ${name} (${route})`,
      prepare: () => {
        const context = routes.nextContext();
        context.action = route;
        for (const step of before) void step.check(context);
        return context;
      },
      run: (context: RequestContext) => check(context),
    };
  });
}

function walkBenches(routes: GuardedRoutes): readonly StageBench[] {
  const { walk } = routes.internals;
  const admission = routes.createAdmission();
  const prepare = (): RequestContext => {
    const context = routes.nextContext();
    void admission.judge(context);
    // What is refused costs little.
    if (context.denial !== undefined) throw new Error(`admission refused: ${context.denial.reason}`);
    return context;
  };
  return (['OrdersController.findOne', 'OrdersController.change'] as const).map((route) => {
    const { steps } = routes.plan(route);
    return {
      name: `guard walk after admission (${route})`,
      prepare,
      run: (context: RequestContext) => walk({ context, steps, timeoutMs: TIMEOUT_MS }),
    };
  });
}

/** What `@Returns` costs: the declared fields of an order are picked, before it becomes JSON. */
function answerBench(routes: GuardedRoutes): StageBench {
  const { filterAnswer } = routes.plan('OrdersController.findOne');
  const [{ orderId }] = IDENTITIES as readonly [Identity, ...Identity[]];
  const order = routes.app.get(OrderBook).find(orderId);
  return {
    name: 'declared fields of the answer (OrdersController.findOne)',
    prepare: () => routes.nextContext(),
    run: (context: RequestContext) => filterAnswer(context, order),
  };
}

function completionBench(routes: GuardedRoutes): StageBench {
  const sink = routes.app.get<AuditSink>(AuditSink);
  const { AuditEntry } = routes.internals;
  const { steps } = routes.plan('OrdersController.findOne');
  const recorded = steps.filter(({ name }) => name !== 'check-policies');
  return {
    name: 'audit record, built and handed to the file',
    prepare: () => {
      const context = routes.nextContext();
      for (const { name, check } of recorded) {
        const decision = check(context);
        if (!(decision instanceof Promise)) context.record(name, decision);
      }
      context.cleared = true;
      return context;
    },
    run: (context: RequestContext) =>
      sink.write(new AuditEntry(context, { ...OUTCOME, finishedAt: Date.now() })),
  };
}

function partBenches(routes: GuardedRoutes): readonly StageBench[] {
  const verifier = routes.app.get(AccessTokenVerifier);
  const engine = routes.app.get<RelationshipEngine>(RelationshipEngine);
  let next = 0;
  return [
    {
      name: 'token cache hit',
      prepare: () => routes.nextContext().request.header('authorization'),
      run: (header: readonly string[]) => verifier.verify(header),
    },
    {
      name: 'relationship check in process',
      prepare: () => {
        next = (next + 1) % IDENTITIES.length;
        const { subject, orderId } = IDENTITIES[next] as Identity;
        return { subject: `user:${subject}`, relation: 'viewer', object: `order:${orderId}` };
      },
      run: (query: Parameters<RelationshipEngine['check']>[0]) => engine.check(query),
    },
  ];
}
