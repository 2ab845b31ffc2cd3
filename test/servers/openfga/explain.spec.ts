import { RelationshipError, type RelationshipEngine } from 'nestjs-zero-trust';
import { expect, it } from 'vitest';
import { LEAST_APPLIED, runOpenFgaFiles } from '../../conformance/run-openfga-files.js';
import { describeSuite } from '../../conformance/support/conformance-suite.js';
import { createEngine, createStore, serverUrl } from './live-server.js';

/** Answers each check by explaining it. */
function explaining(engine: RelationshipEngine): RelationshipEngine {
  const check: RelationshipEngine['check'] = async (query, options) => {
    const { allowed, tree } = await engine.explain(query, options);
    if (tree.outcome === 'undecided') throw new RelationshipError('condition_undecided', 'undecided');
    return { allowed };
  };
  return new Proxy(engine, {
    get: (target, key) => {
      if (key === 'check') return check;
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

describeSuite('openfga', () => {
  it('are explained on OpenFGA as they are answered', { timeout: 120_000 }, async () => {
    const apiUrl = serverUrl('OPENFGA_URL');
    const createCaseStore = async () => {
      const storeId = await createStore(apiUrl);
      return async (model: string) => explaining(await createEngine({ apiUrl, storeId, model }));
    };
    const report = await runOpenFgaFiles({ createStore: createCaseStore });
    expect(report.failures).toEqual([]);
    expect(report.passed).toBeGreaterThan(LEAST_APPLIED);
  });
});
