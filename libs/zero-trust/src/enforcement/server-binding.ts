import type { IncomingMessage, Server } from 'node:http';
import {
  Inject,
  Injectable,
  type HttpServer,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, type AbstractHttpAdapter } from '@nestjs/core';
import { AuditEntry } from '../audit/audit-entry.js';
import { AuditSink } from '../audit/audit-sink.port.js';
import { Clock } from '../kernel/clock.port.js';
import type { Deny } from '../kernel/decision.js';
import { DependencyUnavailableError } from '../kernel/errors.js';
import { isPromise } from '../kernel/maybe-promise.js';
import { AddressLimiter } from '../traffic/limits/address-limiter.js';
import { Admission } from './admission.js';
import { DenialAnswers } from './answer-denial.js';
import { guardEgress } from './egress.js';
import { EnforcementOptions } from './enforcement.options.js';
import { CompletionWatch, type Completed } from './http/completion.js';
import type { FrameworkResponse } from './http/framework-response.js';
import type { FrameworkRequest } from './http/inbound-http-request.js';
import { createVersionReader } from './http/requested-versions.js';
import { rawOf, RequestContexts } from './http/request-contexts.js';
import { MutualTls } from '../identity/index.js';
import { DeprecatedCalls } from './lifecycle/deprecated-calls.js';
import { rawRouteMatcher } from './raw-routes.js';
import { ReportOnlyLog } from './report-only/report-only.log.js';
import { RoutePlans } from './route-plans.js';
import { RouteTable } from './route-table.js';

const STILL_STARTING = new DependencyUnavailableError('application', 'still starting').denial;

type Done = (error?: unknown) => void;

/** Ties the pipeline's two ends to the server: admission before routing, egress and completion after the handler. */
@Injectable()
export class ServerBinding
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #completion: CompletionWatch;
  #admission: Admission | undefined;

  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(EnforcementOptions) private readonly options: EnforcementOptions,
    @Inject(RequestContexts) private readonly contexts: RequestContexts,
    @Inject(RoutePlans) private readonly plans: RoutePlans,
    @Inject(AddressLimiter) private readonly addressLimiter: AddressLimiter,
    @Inject(AuditSink) private readonly audit: AuditSink,
    @Inject(DenialAnswers) private readonly answers: DenialAnswers,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(MutualTls) private readonly mutualTls: MutualTls,
    @Inject(ReportOnlyLog) private readonly reportOnly: ReportOnlyLog,
    @Inject(DeprecatedCalls) private readonly deprecatedCalls: DeprecatedCalls,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
  ) {
    const isOurs = (server: unknown): boolean =>
      server === this.adapter?.getHttpServer() || this.mutualTls.listener?.owns(server) === true;
    this.#completion = new CompletionWatch(isOurs, this.contexts, (completed) => this.record(completed));
  }

  async onApplicationBootstrap(): Promise<void> {
    const { adapter } = this;
    if (adapter === undefined) return;
    if (this.options.global) {
      this.#admission = this.createAdmission(adapter);
      // The earliest place there is: before middleware, before body parsing.
      adapter.setOnRequestHook(this.#admit);
    }
    guardEgress(adapter, { contexts: this.contexts, needsClearance: this.options.global });
    this.#completion.start();
    this.mutualTls.store?.watch();
    await this.mutualTls.listener?.start(adapter.getHttpServer() as Server);
  }

  /** The second way in is closed like the first one: before anything that requests under way may need. */
  async beforeApplicationShutdown(): Promise<void> {
    this.mutualTls.store?.unwatch();
    await this.mutualTls.listener?.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#completion.stop();
    await this.audit.close();
  }

  private get adapter(): AbstractHttpAdapter | undefined {
    return this.adapterHost.httpAdapter as AbstractHttpAdapter | undefined;
  }

  private createAdmission(adapter: HttpServer): Admission {
    const entries = this.plans.all.flatMap((plan) =>
      plan.route.paths.map((path) => ({ method: plan.route.method, path, plan })),
    );
    const matching = adapter.getRouteMatchingOptions?.() ?? {
      caseSensitive: false,
      ignoreTrailingSlash: true,
    };
    return new Admission({
      routes: new RouteTable(entries, matching),
      audit: this.audit,
      addressLimiter: this.addressLimiter,
      maxBodyBytes: this.options.maxBodyBytes,
      timeoutMs: this.options.stageTimeoutMs,
      isRawRoute: rawRouteMatcher(this.options.rawRoutes),
      requestedVersions: createVersionReader(this.config.getVersioning()),
    });
  }

  readonly #admit = (
    request: FrameworkRequest | IncomingMessage,
    response: FrameworkResponse,
    done: Done,
  ): void => {
    const context = this.contexts.find(request) ?? this.contexts.open(rawOf(request));
    // Answered here rather than thrown: a raw route of the framework has an error handler of its own.
    const settle = (denial: Deny | undefined): void => {
      if (denial === undefined) done();
      else this.answers.send(response, { denial, context });
    };
    const verdict = this.#admission === undefined ? STILL_STARTING : this.#admission.judge(context);
    if (isPromise(verdict)) void verdict.then(settle, done);
    else settle(verdict);
  };

  private record(completed: Completed): void {
    const { context, status, responseBytes, durationMs, aborted } = completed;
    if (!this.options.global && !context.audited) return;
    if (context.wouldDeny !== undefined) this.reportOnly.add(context);
    const finishedAt = this.clock.now();
    const entry = new AuditEntry(context, { status, responseBytes, durationMs, aborted, finishedAt });
    this.audit.write(entry);
    this.deprecatedCalls.add(context, entry);
  }
}
