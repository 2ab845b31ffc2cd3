import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { TestingModuleBuilder } from '@nestjs/testing';
import type { ZeroTrustOptions } from '../../zero-trust.options.js';
import type { Instant } from './frozen-clock.js';
import type { TupleLines } from './tuple-lines.js';

/** Options that a test may put in place of the application's own; whether routes are guarded is the application's. */
export type TestedOptions = Partial<Omit<ZeroTrustOptions, 'clock' | 'global' | 'management'>>;

/** How `startTestApp()` starts an application; everything has a default. */
export interface TestAppOptions {
  /**
   * All relationships that there are, one a line: `user:bob viewer order:1`.
   *
   * @defaultValue none
   */
  readonly tuples?: TupleLines;
  /**
   * The time, which stands still until `api.clock` moves it.
   *
   * @defaultValue the machine's time at the start
   */
  readonly now?: Instant;
  /** What the application's `main.ts` does between `create` and `listen`: prefix, versioning, pipes. */
  readonly configure?: (app: INestApplication) => void | Promise<void>;
  /**
   * Replaces options of `ZeroTrustModule`, each as a whole; a function is given the application's own.
   *
   * @example
   * options: ({ identity }) => ({ identity: { ...identity, senderConstrained: true } })
   */
  readonly options?: TestedOptions | ((own: ZeroTrustOptions) => TestedOptions);
  /** Replaces other providers, as `@nestjs/testing` does. */
  readonly overrides?: (builder: TestingModuleBuilder) => unknown;
  /** @defaultValue a new one of `@nestjs/platform-express` */
  readonly adapter?: AbstractHttpAdapter;
  /**
   * What `NestFactory.create` would be given, such as `rawBody`.
   *
   * @defaultValue `{ logger: false, forceCloseConnections: true }`, each unless given
   */
  readonly nest?: NestApplicationOptions;
}
