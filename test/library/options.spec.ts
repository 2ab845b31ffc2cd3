import { Inject, Injectable, Module } from '@nestjs/common';
import {
  BootError,
  Clock,
  ZeroTrustModule,
  type ZeroTrustAsyncOptions,
  type ZeroTrustOptions,
  type ZeroTrustOptionsFactory,
} from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { validOptions } from './support/boot.js';
import { createApp } from './support/guarded-app.js';

const SETTINGS = Symbol('SETTINGS');

/** Shows through the public `Clock` token which options arrived. */
const CLOCK: Clock = { now: () => 42 };

@Module({ providers: [{ provide: SETTINGS, useValue: { clock: CLOCK } }], exports: [SETTINGS] })
class SettingsModule {}

@Injectable()
class OptionsFactory implements ZeroTrustOptionsFactory {
  createZeroTrustOptions(): ZeroTrustOptions {
    return validOptions({ clock: CLOCK });
  }
}

@Injectable()
class FactoryWithDependencies implements ZeroTrustOptionsFactory {
  constructor(@Inject(SETTINGS) private readonly settings: { readonly clock: Clock }) {}

  createZeroTrustOptions(): Promise<ZeroTrustOptions> {
    return Promise.resolve(validOptions({ clock: this.settings.clock }));
  }
}

@Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
class FactoryModule {}

async function bootAsync(options: ZeroTrustAsyncOptions): Promise<number> {
  const app = await createApp({ controllers: [], imports: [ZeroTrustModule.forRootAsync(options)] });
  await app.init();
  const now = app.get<Clock>(Clock).now();
  await app.close();
  return now;
}

describe('ZeroTrustModule.forRoot', () => {
  it('refuses bad options before anything of the application is made', () => {
    const options = validOptions({ stageTimeoutMs: 0, maxBodyBytes: -1 });
    expect(() => ZeroTrustModule.forRoot(options)).toThrow(
      /^ZT_OPTIONS_INVALID: the application did not start; 2 things to mend:\n {2}1\. options\.stageTimeoutMs.*\n.*\n {2}2\. options\.maxBodyBytes/,
    );
  });
});

describe('ZeroTrustModule.forRootAsync takes its options from', () => {
  const ways: Record<string, ZeroTrustAsyncOptions> = {
    'a factory': { useFactory: () => validOptions({ clock: CLOCK }) },
    'an asynchronous factory': { useFactory: () => Promise.resolve(validOptions({ clock: CLOCK })) },
    'a factory with imports and inject': {
      imports: [SettingsModule],
      inject: [SETTINGS],
      useFactory: (settings: { readonly clock: Clock }) => validOptions({ clock: settings.clock }),
    },
    'a class': { useClass: OptionsFactory },
    'a class with dependencies': { imports: [SettingsModule], useClass: FactoryWithDependencies },
    'an existing provider': { imports: [FactoryModule], useExisting: OptionsFactory },
  };

  it.each(Object.entries(ways))('%s', async (_name, options) => {
    expect(await bootAsync(options)).toBe(42);
  });
});

describe('ZeroTrustModule.forRootAsync stops the boot', () => {
  it('with every problem that the factory made', async () => {
    const useFactory = () => ({ ...validOptions(), stageTimeoutMs: 0, maxBodyBytes: -1 });
    const error = await bootAsync({ useFactory }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BootError);
    expect((error as BootError).findings.map(({ where }) => where)).toEqual([
      'options.stageTimeoutMs',
      'options.maxBodyBytes',
    ]);
  });

  it('when the factory rejects', async () => {
    const useFactory = () => Promise.reject(new Error('vault is sealed'));
    await expect(bootAsync({ useFactory })).rejects.toThrow('vault is sealed');
  });

  it('when the factory makes nothing', async () => {
    const useFactory = () => undefined as unknown as ZeroTrustOptions;
    await expect(bootAsync({ useFactory })).rejects.toThrow(BootError);
  });

  it.each([
    {},
    { useFactory: validOptions, useClass: OptionsFactory },
    { useClass: OptionsFactory, useExisting: OptionsFactory },
    { useFactory: validOptions, useExisting: OptionsFactory },
  ])('unless there is exactly one way to make the options', (options) => {
    expect(() => ZeroTrustModule.forRootAsync(options as ZeroTrustAsyncOptions)).toThrow(
      'takes exactly one of useFactory, useClass and useExisting',
    );
  });
});
