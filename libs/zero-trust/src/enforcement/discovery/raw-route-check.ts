import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { BootError, type Finding } from '../../kernel/errors.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import { EnforcementOptions } from '../enforcement.options.js';
import { expressRoutes } from './express-routes.js';
import { fastifyRoutes, foreignParts, type FastifyRouting } from './fastify-routes.js';
import { rawRouteFindings, type KnownRoutes } from './raw-route-findings.js';
import type { ForeignRoute, NestRoute } from './registered-route.js';

/** Looks into the adapter's own routing for what is served beside Nest's handlers. */
@Injectable()
export class RawRouteCheck implements OnApplicationBootstrap {
  #nestRoutes: readonly NestRoute[] = [];

  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(EnforcementOptions) private readonly options: EnforcementOptions,
  ) {}

  /** Every route that is served by now. */
  findings(routes: readonly RouteDeclaration[]): readonly Finding[] {
    this.#nestRoutes = routes.flatMap(({ name, method, paths }) =>
      paths.map((path) => ({ name, method, path })),
    );
    return this.options.global ? rawRouteFindings(this.served(), this.known) : [];
  }

  /**
   * Plugins of Fastify add their routes when it starts to listen: one that is not named stops it.
   *
   * @throws {@link BootError} `ZT_BOOT_REFUSED`, from where the route is added
   */
  onApplicationBootstrap(): void {
    const adapter = this.adapterHost.httpAdapter as Adapter | undefined;
    if (!this.options.global || adapter?.getType() !== 'fastify') return;
    const instance: FastifyRouting = adapter.getInstance();
    instance.addHook('onRoute', (route) => {
      const findings = rawRouteFindings(foreignParts(route, this.#nestRoutes), this.known);
      if (findings.length > 0) throw new BootError('ZT_BOOT_REFUSED', findings);
    });
  }

  private get known(): KnownRoutes {
    return { nestRoutes: this.#nestRoutes, rawRoutes: this.options.rawRoutes };
  }

  private served(): readonly ForeignRoute[] {
    const adapter = this.adapterHost.httpAdapter as Adapter | undefined;
    if (adapter === undefined) return [];
    const type = adapter.getType();
    if (type === 'express') return expressRoutes(adapter.getInstance(), this.#nestRoutes);
    return type === 'fastify' ? fastifyRoutes(adapter.getInstance(), this.#nestRoutes) : [];
  }
}

type Adapter = Pick<HttpAdapterHost['httpAdapter'], 'getType' | 'getInstance'>;
