import { Inject, Injectable, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import {
  ApplicationConfig,
  DiscoveryService,
  HttpAdapterHost,
  MetadataScanner,
  ModulesContainer,
} from '@nestjs/core';
import { RoutePathFactory } from '@nestjs/core/router/route-path-factory.js';
import type { RoutePathMetadata } from '@nestjs/core/router/interfaces/route-path-metadata.interface.js';
import {
  declaredOn,
  type DeclarationKey,
  type RouteDeclaration,
  type RouteMount,
} from '../kernel/route-declaration.js';
import { classChain } from './discovery/class-methods.js';
import { controllerVersions, routeMounts } from './discovery/route-mounts.js';
import { readHandlerParameters } from './handler-parameters.js';
import { pathParameterNames } from './route-table.js';

type Wrapper = ReturnType<DiscoveryService['getControllers']>[number];
type Handler = RouteDeclaration['handler'];

/** Finds every handler of the application, with the paths that Nest mounts it on. */
@Injectable()
export class RouteExplorer {
  private readonly scanner = new MetadataScanner();

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  explore(): readonly RouteDeclaration[] {
    return this.discovery.getControllers().flatMap((wrapper) => this.exploreController(wrapper));
  }

  private exploreController(wrapper: Wrapper): RouteDeclaration[] {
    const { metatype, instance } = wrapper;
    if (typeof metatype !== 'function' || instance === undefined) return [];
    const prototype = Object.getPrototypeOf(instance) as Record<string, Handler>;
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(PATH_METADATA, prototype[name] as Handler))
      .map((name) => this.declare(wrapper, name));
  }

  private declare(wrapper: Wrapper, methodName: string): RouteDeclaration {
    const controller = wrapper.metatype as Type;
    const prototype = Object.getPrototypeOf(wrapper.instance) as Record<string, Handler>;
    const handler = (wrapper.instance as Record<string, Handler>)[methodName] as Handler;
    // Nest reads the routing metadata from the prototype's method, whatever the instance holds.
    const method = Reflect.getMetadata(METHOD_METADATA, prototype[methodName] as Handler) as RequestMethod;
    const mounts = this.mountsOf(wrapper, prototype[methodName] as Handler, method);
    const paths = [...new Set(mounts.map(({ path }) => path))];
    const holders = [...classChain(controller), handler];
    return {
      name: `${controller.name}.${methodName}`,
      method: RequestMethod[method],
      paths,
      mounts,
      controller,
      handler,
      parameters: readHandlerParameters(controller, methodName),
      pathParameters: [...new Set(paths.flatMap(pathParameterNames))],
      declared: <T>(key: DeclarationKey<T>) => holders.flatMap((holder) => declaredOn(holder, key)),
      foreign: (key) => Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller),
    };
  }

  private mountsOf(wrapper: Wrapper, handler: Handler, method: RequestMethod): readonly RouteMount[] {
    const controller = wrapper.metatype as Type;
    const versioningOptions = this.config.getVersioning();
    const base: RoutePathMetadata = {
      modulePath: this.modulePath(wrapper),
      globalPrefix: prefixed(this.config.getGlobalPrefix()),
      controllerVersion: controllerVersions(
        Reflect.getMetadata(VERSION_METADATA, controller),
        versioningOptions,
      ),
      methodVersion: Reflect.getMetadata(VERSION_METADATA, handler),
      versioningOptions,
    };
    const methodPaths = listOf(Reflect.getMetadata(PATH_METADATA, handler));
    const pathPairs = listOf(Reflect.getMetadata(PATH_METADATA, controller)).flatMap((ctrlPath) =>
      methodPaths.map((methodPath) => ({ ctrlPath, methodPath })),
    );
    const adapter = this.adapterHost.httpAdapter;
    const normalize = (path: string): string => adapter?.normalizePath?.(path) ?? path;
    return routeMounts(new RoutePathFactory(this.config), { base, pathPairs, method }).map((mount) => ({
      ...mount,
      path: normalize(mount.path),
    }));
  }

  private modulePath(wrapper: Wrapper): string | undefined {
    const module = wrapper.host?.metatype;
    if (module === undefined) return undefined;
    const own = Reflect.getMetadata(MODULE_PATH + this.modules.applicationId, module) as string | undefined;
    return own ?? (Reflect.getMetadata(MODULE_PATH, module) as string | undefined);
  }
}

function listOf(path: unknown): string[] {
  const paths = (Array.isArray(path) ? path : [path ?? '/']) as string[];
  return paths.map(prefixed);
}

function prefixed(path: string): string {
  return path === '' || path.startsWith('/') ? path : `/${path}`;
}
