import type { INestApplication } from '@nestjs/common';
import { VersioningType, type VersioningOptions } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { requirementsOf } from '../../authorization/access/can-access.decorator.js';
import type { RoutePlan } from '../../enforcement/plan.js';
import { RoutePlans } from '../../enforcement/route-plans.js';
import type { RouteDeclaration, RouteMount } from '../../kernel/route-declaration.js';
import type { AccessMatrixOptions, MatrixRequest } from './access-matrix.options.js';
import { findSlots, type FoundSlots } from './object-slots.js';

/** One route on one path, ready to be called. */
export interface MatrixTarget extends FoundSlots {
  readonly name: string;
  /** `ALL` is called by one of its methods. */
  readonly method: string;
  readonly path: string;
  readonly plan: RoutePlan;
  readonly request: MatrixRequest;
  /** Headers that choose the version. */
  readonly versionHeaders: Readonly<Record<string, string>>;
}

/** Every HTTP route of the running application, sorted by path and method. */
export function findTargets(
  app: INestApplication,
  options: Pick<AccessMatrixOptions, 'objects' | 'requests'>,
): readonly MatrixTarget[] {
  const plans = app.get(RoutePlans, { strict: false }).all;
  const versioning = app.get(ApplicationConfig, { strict: false }).getVersioning();
  const types = [...new Set([...Object.keys(options.objects ?? {}), ...plans.flatMap(demandedTypes)])];
  return plans
    .flatMap((plan) =>
      plan.route.mounts.map((mount) => toTarget(mount, { plan, versioning, types, options })),
    )
    .toSorted((a, b) => a.path.localeCompare(b.path) || a.name.localeCompare(b.name));
}

interface Surroundings {
  readonly plan: RoutePlan;
  readonly versioning: VersioningOptions | undefined;
  readonly types: readonly string[];
  readonly options: Pick<AccessMatrixOptions, 'requests'>;
}

function toTarget(mount: RouteMount, { plan, versioning, types, options }: Surroundings): MatrixTarget {
  const { route } = plan;
  const versionHeaders = headersOf(mount.version, versioning);
  const suffix = Object.keys(versionHeaders).length === 0 ? '' : ` (version ${mount.version})`;
  const name = `${route.method} ${mount.path}${suffix}`;
  const request = options.requests?.[name] ?? {};
  const slots = findSlots({ route, path: mount.path, request, types });
  return { name, method: methodOf(route), path: mount.path, plan, request, versionHeaders, ...slots };
}

function demandedTypes({ route }: RoutePlan): readonly string[] {
  return requirementsOf(route).map(({ type }) => type);
}

/** A handler for every method is judged alike on all; one that reads a body is called by a method that has one. */
function methodOf({ method, parameters }: RouteDeclaration): string {
  if (method !== 'ALL') return method;
  return parameters.some(({ source }) => source === 'body') ? 'POST' : 'GET';
}

/** Nothing where the path holds the version, or nothing can be known of how it is told. */
function headersOf(
  version: string | undefined,
  versioning: VersioningOptions | undefined,
): Readonly<Record<string, string>> {
  if (version === undefined || versioning === undefined) return {};
  if (versioning.type === VersioningType.HEADER) return { [versioning.header]: version };
  if (versioning.type === VersioningType.MEDIA_TYPE)
    return { accept: `application/json;${versioning.key}${version}` };
  return {};
}
