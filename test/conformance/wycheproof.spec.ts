import { expect, it } from 'vitest';
import {
  DEFAULT_SIGNING_ALGORITHMS,
  isSigningAlgorithm,
  SIGNING_ALGORITHMS,
} from '../../libs/zero-trust/src/identity/signing-algorithms.js';
import { describeSuite, reportSuite } from './support/conformance-suite.js';
import { loadWycheproof } from './support/jws-cases.js';
import { accepts, explain } from './support/judge-jws.js';

const EVERY_ALGORITHM = Object.keys(SIGNING_ALGORITHMS).filter(isSigningAlgorithm);

// Guards against a loader or a filter that quietly applies nothing.
const LEAST_INVALID = 200;
const LEAST_ACCEPTED = 20;

describeSuite('wycheproof', () => {
  it.each([
    ['the default allow-list', DEFAULT_SIGNING_ALGORITHMS],
    ['every algorithm that may be configured', EVERY_ALGORITHM],
  ])('are accepted in no invalid case under %s', (_what, allowed) => {
    const invalid = loadWycheproof().filter(({ valid }) => !valid);
    expect(invalid.filter((one) => accepts(one, allowed)).map(({ name }) => name)).toEqual([]);
    expect(invalid.length).toBeGreaterThan(LEAST_INVALID);
  });

  it('are refused in a valid case for a known reason only, under the default allow-list', (context) => {
    const cases = loadWycheproof();
    const refused = cases.filter((one) => one.valid && !accepts(one, DEFAULT_SIGNING_ALGORITHMS));
    const exceptions = refused.map((one) => explain(one, DEFAULT_SIGNING_ALGORITHMS));
    expect(exceptions.filter(({ reason }) => reason === 'no known reason')).toEqual([]);
    const vectors = cases.length;
    reportSuite(context, {
      suite: 'wycheproof',
      vectors,
      asExpected: vectors - refused.length,
      exceptions,
    });
  });

  it('are accepted in every valid case with an asymmetric key once their algorithm is allowed, but for these', () => {
    const valid = loadWycheproof().filter((one) => one.valid && one.foreign === undefined);
    const refused = valid.filter((one) => !accepts(one, EVERY_ALGORITHM));
    expect(refused.map((one) => explain(one, EVERY_ALGORITHM))).toEqual(WRONG_KEYS);
    expect(valid.length - refused.length).toBeGreaterThan(LEAST_ACCEPTED);
  });
});

/** Good signatures whose keys name another `alg`, or one that does not exist. */
const WRONG_KEYS = ['rfc7520', 'rfc7520WithKeyOps'].flatMap((group, index) => [
  {
    vector: `json_web_signature_test.json ${group} ${346 + 4 * index} Figure20`,
    reason: 'is by PS384, while its key is for PS256',
  },
  {
    vector: `json_web_signature_test.json ${group} ${347 + 4 * index} Figure27`,
    reason: 'is by ES512, while its key is for ES521',
  },
]);
