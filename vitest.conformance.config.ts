import { defineConfig } from 'vitest/config';
import unit from './vitest.config.js';

// What nobody here wrote: public vectors, summed up in one table.
export default defineConfig({
  ...unit,
  test: {
    ...unit.test,
    projects: undefined,
    include: ['test/conformance/**/*.spec.ts'],
    reporters: ['default', './test/conformance/suite-table.reporter.ts'],
  },
});
