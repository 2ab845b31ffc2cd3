import { defineConfig } from 'vitest/config';

// The library is tested from its source; the rest are Vite's defaults for servers.
const conditions = ['@zero-trust/source', 'module', 'node', 'development|production'];

// For programs that count results, such as the one that prints the closing line of a whole run.
const report = process.env['ZT_TEST_REPORT'];

const include = ['libs/**/*.spec.ts', 'apps/**/*.spec.ts', 'test/**/*.spec.ts', 'bench/src/**/*.spec.ts'];
const exclude = ['**/dist/**', '**/node_modules/**', 'test/servers/**'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    setupFiles: ['./test/setup.ts'],
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Vitest leaves a core idle by default, which on two cores is half of them.
    maxWorkers: '100%',
    // The orders API is tested once more on Fastify, but for its commands, which serve nothing, and for the tests that start it
    // on both adapters themselves.
    projects: [
      { extends: true, test: { name: 'all', include, exclude } },
      {
        extends: true,
        test: {
          name: 'fastify',
          include: ['test/e2e/orders/**/*.spec.ts'],
          exclude: [...exclude, 'test/e2e/orders/{adapters-agree,posture,*-command}.spec.ts'],
          env: { ZT_TEST_HTTP_ADAPTER: 'fastify' },
        },
      },
    ],
  },
});
