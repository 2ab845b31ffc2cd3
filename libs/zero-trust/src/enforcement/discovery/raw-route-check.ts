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
    this.#nestRoutes = routes.flatMap(nestRoutesOf);
    return this.options.global ? rawRouteFindings(this.served(), this.known) : [];
  }

  /**
   * Looks again, for what hooks of modules added; those that add it later still are answered by admission. Plugins of Fastify
   * add their routes when it starts to listen: one that is not named stops it.
   *
   * @throws {@link BootError} `ZT_BOOT_REFUSED`, for plugins from where the route is added
   */
  onApplicationBootstrap(): void {
    const adapter = this.adapterHost.httpAdapter as Adapter | undefined;
    if (!this.options.global) return;
    this.refuse(this.served());
    if (adapter?.getType() !== 'fastify') return;
    const instance: FastifyRouting = adapter.getInstance();
    instance.addHook('onRoute', (route) => this.refuse(foreignParts(route, this.#nestRoutes)));
  }

  private refuse(routes: readonly ForeignRoute[]): void {
    const findings = rawRouteFindings(routes, this.known);
    if (findings.length > 0) throw new BootError('ZT_BOOT_REFUSED', findings);
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

function nestRoutesOf(route: RouteDeclaration): readonly NestRoute[] {
  const { name, method, mounts } = route;
  const constraints = route.foreign(FASTIFY_CONSTRAINTS);
  return mounts.map(({ path, version }) => ({
    name,
    method,
    path,
    isConstrained: version !== undefined || constraints !== undefined,
  }));
}

/** Where `@RouteConstraints` of @nestjs/platform-fastify keeps what it is given; that package need not be there. */
const FASTIFY_CONSTRAINTS = '__fastify_route_constraints__';

type Adapter = Pick<HttpAdapterHost['httpAdapter'], 'getType' | 'getInstance'>;
