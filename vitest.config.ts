import { defineConfig } from 'vitest/config';

// The library is tested from its source; the rest are Vite's defaults for servers.
const conditions = ['@zero-trust/source', 'module', 'node', 'development|production'];

// For programs that count results, such as the one that prints the closing line of a whole run.
const report = process.env['ZT_TEST_REPORT'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['libs/**/*.spec.ts', 'apps/**/*.spec.ts', 'test/**/*.spec.ts', 'bench/src/**/*.spec.ts'],
    exclude: ['**/dist/**', '**/node_modules/**', 'test/servers/**'],
    setupFiles: ['./test/setup.ts'],
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
