import { Module, type DynamicModule } from '@nestjs/common';
import type { ZeroTrustOptions } from 'nestjs-zero-trust';
import { FullModule } from '../servers/full.module.js';
import type { ServerSettings } from '../servers/server-settings.js';
import { SummariesController } from './summaries.controller.js';

/** The application whose parts are timed, and what its callers send beside their tokens. */
export interface RoutesSetup {
  /** By name in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** @param differences - options without which nothing could be measured */
  readonly createModule: (
    settings: ServerSettings,
    differences: Partial<ZeroTrustOptions>,
  ) => Promise<DynamicModule>;
}

@Module({ controllers: [SummariesController] })
class StagesModule {}

/** The full application of the comparison, and a route that asks more. */
export const FULL_ROUTES: RoutesSetup = {
  headers: {},
  createModule: async (settings, differences) => ({
    module: StagesModule,
    imports: [FullModule.register(settings, differences)],
  }),
};
