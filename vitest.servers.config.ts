import { defineConfig } from 'vitest/config';
import unit from './vitest.config.js';

const { DATABASE_URL = '', REDIS_URL = '', OPENFGA_URL = '' } = process.env;

// What needs real servers: `npm run test:servers` starts them and says where they are in the environment. The tests of the
// sample run on them unchanged, on Fastify, but for those that start whole processes on the embedded database, and for the one
// that compares the HTTP adapters.
export default defineConfig({
  ...unit,
  test: {
    ...unit.test,
    projects: undefined,
    include: ['test/servers/**/*.spec.ts', 'test/e2e/**/*.spec.ts'],
    exclude: ['**/dist/**', '**/node_modules/**', 'test/e2e/**/{process,restart,adapters-agree}.spec.ts'],
    env: {
      ZT_TEST_DATABASE_URL: DATABASE_URL,
      ZT_TEST_REDIS_URL: REDIS_URL,
      ZT_TEST_OPENFGA_URL: OPENFGA_URL,
      ZT_TEST_HTTP_ADAPTER: 'fastify',
    },
    // Servers are shared: a file that empties or floods one must not run beside others.
    fileParallelism: false,
    testTimeout: 60_000,
  },
});
