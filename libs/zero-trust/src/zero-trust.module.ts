import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type InjectionToken,
  type ModuleMetadata,
  type OptionalFactoryDependency,
  type Provider,
  type Type,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { keepTickShape } from './enforcement/http/keep-tick-shape.js';
import { DenialFilter, ProblemFilter } from './enforcement/problem.filter.js';
import { MANAGEMENT_CONTROLLERS } from './enforcement/management/management-controllers.js';
import { ZeroTrustGuard } from './enforcement/zero-trust.guard.js';
import { GIVEN_OPTIONS } from './given-options.token.js';
import { EXPORTED_PROVIDERS, PIPELINE_PROVIDERS } from './zero-trust.providers.js';
import { ResourceMetadataController } from './identity/index.js';
import { resolveOptions, type ResolvedZeroTrustOptions } from './resolve-options.js';
import { RESOLVED_OPTIONS } from './resolved-options.token.js';
import type { ZeroTrustOptions } from './zero-trust.options.js';

/** Makes the options, as a class that Nest instantiates. */
export interface ZeroTrustOptionsFactory {
  createZeroTrustOptions(): ZeroTrustOptions | Promise<ZeroTrustOptions>;
}

/** Ways to make the options with the help of other providers; exactly one of the `use…` is given. */
export interface ZeroTrustAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /**
   * Whether the guard covers the whole application; must be known before the factory runs.
   *
   * @defaultValue true
   */
  readonly global?: boolean;
  /**
   * Whether the endpoints below `/zero-trust` are served; must be known before the factory runs.
   *
   * @defaultValue false
   */
  readonly management?: boolean;
  readonly useFactory?: (...dependencies: never[]) => ZeroTrustAsyncResult | Promise<ZeroTrustAsyncResult>;
  readonly useClass?: Type<ZeroTrustOptionsFactory>;
  readonly useExisting?: InjectionToken<ZeroTrustOptionsFactory>;
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[];
}

/** What a factory returns: `global` and `management` stand beside the factory, not in its result. */
export type ZeroTrustAsyncResult = Omit<ZeroTrustOptions, 'global' | 'management'>;

/**
 * Makes an application zero-trust with one import.
 *
 * @example
 * ZeroTrustModule.forRoot({
 *   identity: { issuers: [{ issuer: 'https://auth.example.com', audience: 'https://api.example.com' }] },
 *   relationships: embeddedRelationships({ modelFile: 'order-model.fga' }),
 *   visibleBy: { order: 'viewer' },
 * })
 */
@Module({})
export class ZeroTrustModule {
  /** @throws {@link BootError} `ZT_OPTIONS_INVALID` with every problem */
  static forRoot(options: ZeroTrustOptions): DynamicModule {
    const resolved = resolveOptions(options);
    return assemble(resolved, [
      { provide: GIVEN_OPTIONS, useValue: options },
      { provide: RESOLVED_OPTIONS, useValue: resolved },
    ]);
  }

  /** The boot fails with {@link BootError} `ZT_OPTIONS_INVALID` and every problem. */
  static forRootAsync(options: ZeroTrustAsyncOptions): DynamicModule {
    const { global = true, management = false } = options;
    const fixed = { global, management };
    const resolved: Provider = {
      provide: RESOLVED_OPTIONS,
      inject: [GIVEN_OPTIONS],
      useFactory: resolveOptions,
    };
    const assembled = assemble(fixed, [...asyncProviders(options, fixed), resolved]);
    return { ...assembled, imports: [...(assembled.imports ?? []), ...(options.imports ?? [])] };
  }
}

/** What decides which controllers and guards there are. */
type FixedOptions = Pick<ResolvedZeroTrustOptions, 'global' | 'management'>;

function assemble({ global, management }: FixedOptions, optionProviders: Provider[]): DynamicModule {
  keepTickShape();
  const bound: Provider[] = global
    ? [
        { provide: APP_GUARD, useExisting: ZeroTrustGuard },
        { provide: APP_FILTER, useExisting: ProblemFilter },
      ]
    : [{ provide: APP_FILTER, useExisting: DenialFilter }];
  return {
    module: ZeroTrustModule,
    global: true,
    imports: [DiscoveryModule],
    controllers: [ResourceMetadataController, ...(management ? MANAGEMENT_CONTROLLERS : [])],
    providers: [...optionProviders, ...PIPELINE_PROVIDERS, ...bound],
    exports: EXPORTED_PROVIDERS,
  };
}

function asyncProviders(options: ZeroTrustAsyncOptions, fixed: FixedOptions): Provider[] {
  const { useFactory, useClass, useExisting } = options;
  const complete = (made: ZeroTrustAsyncResult): ZeroTrustOptions => ({ ...made, ...fixed });
  if ([useFactory, useClass, useExisting].filter((way) => way !== undefined).length !== 1) {
    throw new TypeError(
      'ZeroTrustModule.forRootAsync() takes exactly one of useFactory, useClass and useExisting.',
    );
  }
  if (useFactory !== undefined) {
    const make = useFactory as FactoryProvider<ZeroTrustAsyncResult>['useFactory'];
    const factory = async (...dependencies: unknown[]) => complete(await make(...dependencies));
    return [{ provide: GIVEN_OPTIONS, inject: options.inject ?? [], useFactory: factory }];
  }
  const token = (useClass ?? useExisting) as InjectionToken<ZeroTrustOptionsFactory>;
  const factory = async (maker: ZeroTrustOptionsFactory) => complete(await maker.createZeroTrustOptions());
  const provider: Provider = { provide: GIVEN_OPTIONS, inject: [token], useFactory: factory };
  return useClass === undefined ? [provider] : [useClass, provider];
}
