import { RequestMethod, VERSION_NEUTRAL, type VersioningOptions } from '@nestjs/common';
import type { RoutePathMetadata } from '@nestjs/core/router/interfaces/route-path-metadata.interface.js';
import type { RoutePathFactory } from '@nestjs/core/router/route-path-factory.js';
import type { RouteMount } from '../../kernel/route-declaration.js';

type Versions = RoutePathMetadata['methodVersion'];

/** Where one handler stands. */
export interface MountedHandler {
  readonly base: RoutePathMetadata;
  /** Every pair of a path of the controller and a path of the method. */
  readonly pathPairs: readonly Pick<RoutePathMetadata, 'ctrlPath' | 'methodPath'>[];
  readonly method: RequestMethod;
}

/**
 * The places where a handler answers, one for each path and version: by URI, header, media type or any other way of
 * telling versions apart. Nest makes the paths itself, so that they are what it registers.
 */
export function routeMounts(factory: RoutePathFactory, handler: MountedHandler): readonly RouteMount[] {
  const { base, pathPairs, method } = handler;
  const unversioned = { ...base, methodVersion: undefined, controllerVersion: undefined };
  return pathPairs.flatMap((pair) =>
    versionsOf(base).flatMap((version) => {
      const [path] = factory.create({ ...base, ...pair, methodVersion: version }, method);
      const [unversionedPath] = factory.create({ ...unversioned, ...pair }, method);
      if (path === undefined || unversionedPath === undefined) return [];
      return [{ path, version: typeof version === 'string' ? version : undefined, unversionedPath }];
    }),
  );
}

/** The method's versions win over the controller's. */
function versionsOf({
  methodVersion,
  controllerVersion,
  versioningOptions,
}: RoutePathMetadata): readonly (string | typeof VERSION_NEUTRAL | undefined)[] {
  return versioningOptions === undefined ? [undefined] : listOf(methodVersion ?? controllerVersion);
}

function listOf(versions: Versions): readonly (string | typeof VERSION_NEUTRAL | undefined)[] {
  return Array.isArray(versions) ? [...new Set(versions)] : [versions];
}

/** Versions of the class count only where the application tells versions apart. */
export function controllerVersions(declared: Versions, versioning: VersioningOptions | undefined): Versions {
  return versioning === undefined ? undefined : (declared ?? versioning.defaultVersion);
}
