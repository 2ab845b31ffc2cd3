import type { DynamicModule } from '@nestjs/common';
import type { ZeroTrustOptions } from 'nestjs-zero-trust';
import { FullModule } from '../servers/full.module.js';
import type { ServerSettings } from '../servers/server-settings.js';

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

/** The full application of the comparison. */
export const FULL_ROUTES: RoutesSetup = {
  headers: {},
  createModule: async (settings, differences) => FullModule.register(settings, differences),
};
