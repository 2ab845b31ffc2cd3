import { defineConfig } from 'vitest/config';
import unit from './vitest.config.js';

const { DATABASE_URL = '', REDIS_URL = '', OPENFGA_URL = '', SPICEDB_TESTING_ENDPOINT = '' } = process.env;

const exclude = [
  '**/dist/**',
  '**/node_modules/**',
  'test/e2e/**/{process,restart,adapters-agree,posture,*-command}.spec.ts',
];
const shared = {
  ZT_TEST_DATABASE_URL: DATABASE_URL,
  ZT_TEST_REDIS_URL: REDIS_URL,
  ZT_TEST_HTTP_ADAPTER: 'fastify',
};

// What needs real servers: `npm run test:servers` starts them and says where they are in the environment. The tests of the
// sample run on them unchanged, on Fastify, but for those that start whole processes on the embedded database, and for the one
// that compares the HTTP adapters. Those of the orders API run twice: on OpenFGA and on SpiceDB.
export default defineConfig({
  ...unit,
  test: {
    ...unit.test,
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'servers',
          include: ['test/servers/**/*.spec.ts'],
          exclude,
          env: { ...shared, ZT_TEST_OPENFGA_URL: OPENFGA_URL },
          // A file that empties, floods or stops a server must not run beside others.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      // Each server of the sample has a database, a store of relationships and a Redis database of its own.
      {
        extends: true,
        test: {
          name: 'sample',
          include: ['test/e2e/**/*.spec.ts'],
          exclude,
          env: { ...shared, ZT_TEST_OPENFGA_URL: OPENFGA_URL },
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'spicedb',
          include: ['test/e2e/orders/**/*.spec.ts'],
          exclude,
          env: { ...shared, ZT_TEST_SPICEDB_ENDPOINT: SPICEDB_TESTING_ENDPOINT },
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
