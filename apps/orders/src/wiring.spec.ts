import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import {
  CONTROLLER_WATERMARK,
  GLOBAL_MODULE_METADATA,
  INJECTABLE_WATERMARK,
  SELF_DECLARED_DEPS_METADATA,
} from '@nestjs/common/constants.js';
import { DiscoveryModule } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { AppModule } from './app.module.js';
import { PaginationModule } from './pagination/pagination.module.js';
import { SettingsModule, type Settings } from './settings.module.js';

type Imported = Type | DynamicModule | undefined;
type MetadataKey = 'imports' | 'providers' | 'controllers';

/** Read only when the application is made. */
const SETTINGS = {} as Settings;

/** Nest's own parts are as Nest wants them. */
const modules = [...reachable(AppModule.register(SETTINGS))].filter((module) => module !== DiscoveryModule);
const providers = modules.flatMap((module) => declared(module, 'providers')).filter(isClass);
const controllers = modules.flatMap((module) => declared(module, 'controllers')).filter(isClass);

describe('the parts of the application', () => {
  it('are all found', () => {
    expect(modules.map(nameOf)).toContain('OrdersModule');
    expect(controllers.length).toBeGreaterThan(4);
    expect(providers.length).toBeGreaterThan(10);
  });

  it('say of each provider that it is one', () => {
    expect(providers.filter((provider) => !Reflect.hasMetadata(INJECTABLE_WATERMARK, provider))).toEqual([]);
  });

  it('say of each controller that it is one', () => {
    expect(controllers.filter((type) => !Reflect.hasMetadata(CONTROLLER_WATERMARK, type))).toEqual([]);
  });

  it('name the token of everything that is injected, which types alone do not survive every compiler', () => {
    expect([...providers, ...controllers].flatMap(unnamedParameters)).toEqual([]);
  });

  it('share what every module needs', () => {
    const shared = [SettingsModule, PaginationModule];
    expect(shared.filter((module) => !Reflect.hasMetadata(GLOBAL_MODULE_METADATA, module))).toEqual([]);
  });
});

/** The module and all that it imports, of the sample and of the library. */
function reachable(module: Imported, seen = new Set<Type | DynamicModule>()): Set<Type | DynamicModule> {
  if (module === undefined || seen.has(module)) return seen;
  seen.add(module);
  for (const imported of declared(module, 'imports')) reachable(imported as Imported, seen);
  return seen;
}

/** What the decorator of a module says, and what stands in its dynamic form. */
function declared(module: Type | DynamicModule, key: MetadataKey): readonly unknown[] {
  const [type, dynamic] = 'module' in module ? [module.module, module] : [module, undefined];
  const own = (Reflect.getMetadata(key, type) ?? []) as readonly unknown[];
  return [...own, ...(dynamic?.[key] ?? [])];
}

/** Parameters of the constructor for which only a type says what is meant. */
function unnamedParameters(type: Type): readonly string[] {
  const named = (Reflect.getOwnMetadata(SELF_DECLARED_DEPS_METADATA, type) ?? []) as readonly {
    readonly index: number;
  }[];
  const indexes = new Set(named.map(({ index }) => index));
  return Array.from({ length: type.length }, (_, index) => index)
    .filter((index) => !indexes.has(index))
    .map((index) => `${type.name}, parameter ${index + 1}`);
}

function isClass(provider: unknown): provider is Type {
  return typeof provider === 'function';
}

function nameOf(module: Type | DynamicModule): string {
  return 'module' in module ? module.module.name : module.name;
}
