import { fromDebian } from './install.mjs';
import { findExecutable } from './run-command.mjs';

/** Chromium for browser tests: they start it themselves, so it only has to be there. */
export const chromium = {
  name: 'chromium',
  install: () => fromDebian({ executable: 'chromium', debianPackage: 'chromium' }),
  async start() {
    return { environment: { CHROMIUM_PATH: await chromium.install() } };
  },
  isHealthy: async () => findExecutable('chromium') !== undefined,
};
