import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Clock } from '@sample/shared';
import type { AuditSink } from 'nestjs-zero-trust';
import type { RedisState } from 'nestjs-zero-trust/redis';
import { DATABASE, type OrdersDatabase, type OrdersEnvironment } from './orders.tokens.js';

/** What the application is made of before Nest starts. */
export interface Settings {
  readonly environment: OrdersEnvironment;
  readonly database: OrdersDatabase;
  /** What all instances share; undefined where there is only this process. */
  readonly sharedState: RedisState | undefined;
  readonly clock: Clock;
  readonly auditSink: AuditSink;
}

/** Injection token of the {@link Settings}. */
export const SETTINGS = Symbol('Settings');

/** Hands the settings to every module. */
@Global()
@Module({ exports: [SETTINGS, DATABASE] })
export class SettingsModule {
  /** Provides the settings, and the database for itself because most modules need only that. */
  static register(settings: Settings): DynamicModule {
    const providers = [
      { provide: SETTINGS, useValue: settings },
      { provide: DATABASE, useValue: settings.database },
    ];
    return { module: SettingsModule, providers };
  }
}
