import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { AuditSink, type RequestContext } from 'nestjs-zero-trust';
import { BenchIssuer } from '../scenario/bench-issuer.js';
import { IDENTITIES, type Identity } from '../scenario/identities.js';
import { loadInternals, type Admission, type Internals, type RoutePlan } from './library-internals.js';
import { FULL_ROUTES, type RoutesSetup } from './routes-setup.js';

const TIMEOUT_MS = 5_000;
const MAX_BODY_BYTES = 102_400;
const CHANGE = { customerName: 'Grace Hopper', customerEmail: 'grace@example.com' };

/** The routes whose stages are timed. */
export type RouteName =
  `OrdersController.${'findOne' | 'change'}` | 'SummariesController.summarize' | 'SettlementsController.list';

/** An application without a server, taken apart. */
export class GuardedRoutes implements AsyncDisposable {
  #resources = new AsyncDisposableStack();
  #next = 0;

  private constructor(
    readonly app: INestApplication,
    readonly internals: Internals,
    private readonly requests: readonly IncomingMessage[],
  ) {}

  static async start({ createModule, headers }: RoutesSetup = FULL_ROUTES): Promise<GuardedRoutes> {
    await using resources = new AsyncDisposableStack();
    const issuer = resources.use(await BenchIssuer.start());
    const directory = await mkdtemp(join(tmpdir(), 'bench-stages-'));
    resources.defer(() => rm(directory, { recursive: true, force: true }));
    const { url, audience } = issuer;
    const settings = { issuer: url, audience, directory, adapter: 'express', openFga: undefined } as const;
    // A measurement does not let the event loop turn, so that nothing is renewed while it runs.
    const module = await createModule(settings, { standing: { maxStalenessMs: 3_600_000 } });
    const app = await NestFactory.create(module, new ExpressAdapter(), { logger: false });
    resources.defer(() => app.close());
    await app.init();
    const requests = IDENTITIES.map((identity) =>
      rawRequest(identity, { authorization: `Bearer ${issuer.token(identity, 'ES256')}`, ...headers }),
    );
    const routes = new GuardedRoutes(app, await loadInternals(), requests);
    await routes.warmUp();
    routes.#resources = resources.move();
    return routes;
  }

  /** The next caller's request, as Node hands it over. */
  nextRequest(): IncomingMessage {
    this.#next = (this.#next + 1) % this.requests.length;
    return this.requests[this.#next] as IncomingMessage;
  }

  /** A context for the next caller's request, with path parameters and body. */
  nextContext(): RequestContext {
    const raw = this.nextRequest();
    const context = this.app.get(this.internals.RequestContexts).open(raw);
    const id = (raw.url ?? '').slice('/orders/'.length);
    (context.request as unknown as { bind(request: object): void }).bind({
      params: { id },
      query: {},
      body: { ...CHANGE },
    });
    return context;
  }

  plan(name: RouteName): RoutePlan {
    const plan = this.app.get(this.internals.RoutePlans).all.find(({ route }) => route.name === name);
    if (plan === undefined) throw new Error(`There is no route ${name}.`);
    return plan;
  }

  /** Admission over the routes of the application, as the library makes it when a server starts. */
  createAdmission(): Admission {
    const { RouteTable, RoutePlans, AddressLimiter } = this.internals;
    const entries = this.app
      .get(RoutePlans)
      .all.flatMap((plan) => plan.route.paths.map((path) => ({ method: plan.route.method, path, plan })));
    return new this.internals.Admission({
      routes: new RouteTable(entries, { caseSensitive: false, ignoreTrailingSlash: true }),
      audit: this.app.get<AuditSink>(AuditSink),
      addressLimiter: this.app.get(AddressLimiter),
      maxBodyBytes: MAX_BODY_BYTES,
      timeoutMs: TIMEOUT_MS,
      isRawRoute: () => false,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }

  /** Every token has been verified once. */
  private async warmUp(): Promise<void> {
    const admission = this.createAdmission();
    for (const _ of this.requests) {
      const denial = await admission.judge(this.nextContext());
      if (denial !== undefined) throw new Error(`Admission refuses the bench: ${denial.reason}.`);
    }
  }
}

function rawRequest({ orderId }: Identity, headers: Readonly<Record<string, string>>): IncomingMessage {
  const request = {
    method: 'GET',
    url: `/orders/${orderId}`,
    headers: { host: 'localhost', ...headers },
    rawHeaders: ['Host', 'localhost', ...Object.entries(headers).flat(), 'Connection', 'keep-alive'],
    socket: { remoteAddress: '127.0.0.1' },
  };
  return request as unknown as IncomingMessage;
}
