import { Inject, Injectable } from '@nestjs/common';
import { HOST_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import { HttpAdapterHost } from '@nestjs/core';
import type { Finding } from '../../kernel/errors.js';
import type { RouteDeclaration, RouteMount } from '../../kernel/route-declaration.js';
import { withoutNames } from './registered-route.js';

/**
 * Finds handlers of a version that Express never reaches: it asks in the order of registration, and one before them, on the same
 * path, takes requests for whatever version. Fastify asks those that name the version first.
 */
@Injectable()
export class SwallowedVersions {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /**
   * @param explored - every route, in the order in which Nest registers them
   * @param guarded - those of them that are ours to judge
   */
  findings(explored: readonly RouteDeclaration[], guarded: readonly RouteDeclaration[]): readonly Finding[] {
    const adapter = this.adapterHost.httpAdapter as Adapter | undefined;
    if (adapter?.getType() !== 'express') return [];
    return guarded.flatMap((route) => {
      const earlier = explored.slice(0, explored.indexOf(route)).filter((other) => takesAnyVersion(other));
      return route.mounts.flatMap((mount) => {
        const taker = earlier.find((other) => swallows(other, { route, mount }));
        return taker === undefined ? [] : [swallowed(taker, { route, mount })];
      });
    });
  }
}

/** The adapter, unless the application has none. */
type Adapter = HttpAdapterHost['httpAdapter'];

interface NumberedRoute {
  readonly route: RouteDeclaration;
  readonly mount: RouteMount;
}

/** One of several versions is compared with what is asked for, even if another of them is the neutral one. */
function takesAnyVersion({ mounts, foreign }: RouteDeclaration): boolean {
  return !Array.isArray(foreign(VERSION_METADATA)) && mounts.every(({ version }) => version === undefined);
}

function swallows(other: RouteDeclaration, { route, mount }: NumberedRoute): boolean {
  const methods = [other.method, route.method];
  return (
    mount.version !== undefined &&
    (methods.includes('ALL') || other.method === route.method) &&
    hostOf(other) === hostOf(route) &&
    other.paths.some((path) => withoutNames(path) === withoutNames(mount.path))
  );
}

/** Only requests for its host reach a controller that names one. */
function hostOf({ controller }: RouteDeclaration): string {
  return String(Reflect.getMetadata(HOST_METADATA, controller));
}

function swallowed({ name }: RouteDeclaration, { route, mount: { path, version } }: NumberedRoute): Finding {
  return {
    where: `${route.name} (${route.method} ${path}, version ${version})`,
    problem: `is never reached on Express: ${name}, which is registered before it, answers every version`,
    remedy: `Register ${name} after it: put the method, the controller or its module last.`,
  };
}
