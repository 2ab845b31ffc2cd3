import { fromDebian } from './install.mjs';
import { findExecutable } from './run-command.mjs';

/** Chromium for browser tests: they start it themselves, so it only has to be there. */
export const chromium = {
  name: 'chromium',
  async start() {
    const path = await fromDebian({ executable: 'chromium', debianPackage: 'chromium' });
    return { environment: { CHROMIUM_PATH: path } };
  },
  isHealthy: async () => findExecutable('chromium') !== undefined,
};
