import { Inject, Injectable } from '@nestjs/common';
import { GUARDS_METADATA } from '@nestjs/common/constants.js';
import { ApplicationConfig } from '@nestjs/core';
import type { Finding } from '../kernel/errors.js';
import { PUBLIC } from '../kernel/public.decorator.js';
import { RETURNS } from '../kernel/returns.decorator.js';
import type { DeclarationKey, RouteDeclaration } from '../kernel/route-declaration.js';
import { CAN_ACCESS, NO_OBJECT_CHECK } from '../authorization/access/can-access.decorator.js';
import { ACCESSIBLE } from '../authorization/access/accessible/accessible.decorator.js';
import { PERMISSIONS } from '../authorization/permissions/permissions.decorator.js';
import { POLICIES } from '../authorization/policies/policy.decorator.js';
import { SCOPES } from '../authorization/scopes/scopes.decorator.js';
import { DEPRECATED } from '../lifecycle/deprecated.decorator.js';
import { SUNSET } from '../lifecycle/sunset.decorator.js';
import type { RoutePlan } from './plan.js';
import { ZeroTrustGuard } from './zero-trust.guard.js';

type Binding = object | ((...args: never[]) => unknown);

/** What of ours a route may say; with any of it, it takes part. */
const DECLARATIONS: readonly DeclarationKey<unknown>[] = [
  PUBLIC,
  SCOPES,
  PERMISSIONS,
  CAN_ACCESS,
  ACCESSIBLE,
  NO_OBJECT_CHECK,
  POLICIES,
  RETURNS,
  DEPRECATED,
  SUNSET,
];

/** With `global: false`, what an application bound by hand must cover what its routes declare. */
@Injectable()
export class HandBoundGuards {
  constructor(@Inject(ApplicationConfig) private readonly config: ApplicationConfig) {}

  /** Does this route take part: does it declare something of ours, or bind a guard of ours? */
  concern(route: RouteDeclaration): boolean {
    return (
      DECLARATIONS.some((key) => route.declared<unknown>(key).length > 0) || this.bound(route).length > 0
    );
  }

  findUncovered({ route, steps }: RoutePlan): readonly Finding[] {
    const bound = this.bound(route);
    if (bound.length === 0 && route.declared(RETURNS).length > 0) return [unfiltered(route)];
    if (bound.includes(ZeroTrustGuard.name)) return [];
    const missing = [...new Set(steps.map(({ part }) => part))].filter((part) => !bound.includes(part));
    return missing.map((part) => ({
      where: `${route.name} (${route.method} ${route.paths.join(', ')})`,
      problem: `declares what ${part} checks, but no ${part} is bound`,
      remedy: `Add @UseGuards(…, ${part}) to the handler or its controller, or leave out 'global: false'.`,
    }));
  }

  /** Names of our guards that run on the route. */
  private bound({ controller, handler }: RouteDeclaration): readonly string[] {
    const bindings = [
      ...this.config.getGlobalGuards(),
      ...this.config.getGlobalRequestGuards().map(({ metatype }) => metatype as Binding),
      ...((Reflect.getMetadata(GUARDS_METADATA, controller) ?? []) as Binding[]),
      ...((Reflect.getMetadata(GUARDS_METADATA, handler) ?? []) as Binding[]),
    ];
    return bindings.flatMap((binding) => nameOfGuard(binding) ?? []);
  }
}

/** Without a guard nobody knows which route a request is on, and nothing would be removed from what it answers. */
function unfiltered(route: RouteDeclaration): Finding {
  return {
    where: `${route.name} (${route.method} ${route.paths.join(', ')})`,
    problem: 'declares what it returns, but no guard is bound that would have fields removed',
    remedy: "Add @UseGuards(PolicyGuard) to the handler or its controller, or leave out 'global: false'.",
  };
}

function nameOfGuard(binding: Binding): string | undefined {
  const guard = typeof binding === 'function' ? binding : binding.constructor;
  const ours = guard === ZeroTrustGuard || guard.prototype instanceof ZeroTrustGuard;
  return ours ? guard.name : undefined;
}
