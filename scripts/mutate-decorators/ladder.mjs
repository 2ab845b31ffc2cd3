import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Needs no server: how the parts are wired, and what bodies and queries must look like. */
const UNITS = ['apps/orders/src/wiring.spec.ts', 'apps/orders/src/**/*.dto.spec.ts'];

/** What each route is meant to demand, and what its handler is given. */
const CONTROLS = ['test/e2e/orders/controls.spec.ts', 'test/e2e/orders/handlers.spec.ts'];

/** Every route as every identity. */
const ROUTES = ['test/e2e/orders/access-matrix.spec.ts'];

const ALL = ['apps/orders/src/**/*.spec.ts', 'test/e2e/orders/**/*.spec.ts'];

/** Decorators that the unit tests are about, wherever they stand. */
const WIRING = new Set(['Module', 'Global', 'Injectable', 'Inject']);

/** Programs that are started as built do not see a change of the sources. */
const STARTS_BUILT = /support\/(?:sample-process|whole-sample)\.js'/;

/**
 * The test files of the sample in groups, those that are likely to fail first coming first.
 *
 * @param {string} root
 * @param {Pick<import('./find-mutants.mjs').Mutant, 'file' | 'name'>} mutant
 * @param {{ quick: boolean }} options `quick` leaves out the many that are not likely to fail
 * @returns {readonly (readonly string[])[]}
 */
export function ladderFor(root, { file, name }, { quick }) {
  const isUnit = WIRING.has(name) || /\.dto\.ts$|\/dto\/|dto-fields|strong-password/.test(file);
  const likely = (isUnit ? [UNITS, CONTROLS, ROUTES] : [CONTROLS, ROUTES, UNITS]).map((patterns) =>
    expand(root, patterns),
  );
  const done = new Set(likely.flat());
  const others = expand(root, ALL).filter((spec) => !done.has(spec) && seesSources(root, spec));
  return (quick ? likely : [...likely, others]).filter((rung) => rung.length > 0);
}

/** Every test file that some mutant may be tried with, the quick ones first. */
export function wholeLadder(root) {
  return expand(root, [...UNITS, ...CONTROLS, ...ROUTES]);
}

function expand(root, patterns) {
  return [...new Set(patterns.flatMap((pattern) => globSync(pattern, { cwd: root }).toSorted()))];
}

function seesSources(root, spec) {
  return !STARTS_BUILT.test(readFileSync(join(root, spec), 'utf8'));
}
