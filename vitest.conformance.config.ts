import { defineConfig } from 'vitest/config';
import unit from './vitest.config.js';

// What nobody here wrote: public vectors, summed up in tables. `npm test` and `npm run test:servers` run each of them once,
// too; here they are together, and those about relationships on every engine.
export default defineConfig({
  ...unit,
  test: {
    ...unit.test,
    projects: undefined,
    include: ['test/conformance/**/*.spec.ts', 'test/servers/**/conformance.spec.ts'],
    reporters: ['default', './test/conformance/suite-table.reporter.ts'],
  },
});
