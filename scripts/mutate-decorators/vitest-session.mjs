import { join } from 'node:path';
import { createVitest } from 'vitest/node';
import { mutate } from './find-mutants.mjs';

/** One Vitest that stays open: what does not change between mutants is transformed once. */
export class VitestSession {
  #vitest;
  #root;
  #mutant;

  /** @param {{ root: string, config: import('vitest/config').ViteUserConfig }} options */
  static async open({ root, config }) {
    const session = new VitestSession();
    session.#root = root;
    const { projects: _, ...test } = config.test;
    const options = {
      ...test,
      root,
      config: false,
      watch: false,
      reporters: [{}],
      bail: 1,
      // Nothing that a mutant changes may become what is expected.
      update: 'none',
      // It would keep what a mutant made of a file.
      fsModuleCache: false,
      maxWorkers: 1,
      include: ['{apps,test}/**/*.spec.ts'],
    };
    const { resolve: resolution, ssr } = config;
    session.#vitest = await createVitest('test', options, {
      resolve: resolution,
      ssr,
      plugins: [session.#plugin()],
    });
    await session.#vitest.standalone();
    return session;
  }

  /**
   * Runs test files with or without a mutant.
   *
   * @returns {Promise<{ spec: string, test: string } | undefined>} the first test that failed; undefined if all passed
   */
  async firstFailure(specs, mutant) {
    this.#exchange(mutant);
    try {
      const wanted = new Set(specs.map((spec) => join(this.#root, spec)));
      const found = await this.#vitest.globTestSpecifications([...wanted]);
      const chosen = found.filter(({ moduleId }) => wanted.has(moduleId));
      const { testModules, unhandledErrors } = await this.#vitest.runTestSpecifications(chosen);
      // Vitest also gives what earlier runs found in other files.
      const ran = testModules.filter(({ moduleId }) => wanted.has(moduleId));
      return failureOf({ testModules: ran, unhandledErrors });
    } finally {
      this.#exchange(undefined);
    }
  }

  close() {
    return this.#vitest.close();
  }

  #exchange(mutant) {
    const changed = this.#mutant ?? mutant;
    this.#mutant = mutant;
    if (changed !== undefined) this.#vitest.invalidateFile(join(this.#root, changed.file));
  }

  /** Takes the decorator away while the file is read: the file itself is never touched. */
  #plugin() {
    return {
      name: 'mutate-decorators',
      enforce: 'pre',
      transform: (code, id) => {
        if (this.#mutant === undefined || id.split('?')[0] !== join(this.#root, this.#mutant.file))
          return null;
        return { code: mutate(code, this.#mutant), map: null };
      },
    };
  }
}

/** A file that cannot be loaded, or an error outside of tests, fails a run as a test does. */
function failureOf({ testModules, unhandledErrors }) {
  for (const module of testModules) {
    const test = failedIn(module);
    if (test !== undefined) return { spec: module.relativeModuleId, test };
  }
  const [error] = unhandledErrors;
  return error === undefined ? undefined : { spec: 'outside of tests', test: firstLine(String(error)) };
}

function failedIn(module) {
  for (const test of module.children.allTests('failed')) return test.fullName;
  for (const suite of [module, ...module.children.allSuites()]) {
    const [error] = suite.errors();
    if (error !== undefined) return firstLine(error.message);
  }
  return undefined;
}

function firstLine(text = '') {
  return text.split('\n', 1)[0];
}
