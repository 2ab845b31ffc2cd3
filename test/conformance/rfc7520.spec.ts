import { expect, it } from 'vitest';
import {
  isSigningAlgorithm,
  SIGNING_ALGORITHMS,
} from '../../libs/zero-trust/src/identity/signing-algorithms.js';
import { describeSuite, reportSuite } from './support/conformance-suite.js';
import { loadCookbook } from './support/jws-cases.js';
import { accepts, explain } from './support/judge-jws.js';

const EVERY_ALGORITHM = Object.keys(SIGNING_ALGORITHMS).filter(isSigningAlgorithm);

describeSuite('rfc7520', () => {
  it('are accepted if they are compact and by an asymmetric key, and no other is', (context) => {
    const cases = loadCookbook();
    const accepted = cases.filter((one) => accepts(one, EVERY_ALGORITHM));
    expect(accepted.map(({ name }) => name)).toEqual(
      cases.filter(({ foreign }) => foreign === undefined).map(({ name }) => name),
    );
    expect(accepted).toHaveLength(4);
    const refused = cases.filter((one) => !accepted.includes(one));
    reportSuite(context, {
      suite: 'rfc7520',
      vectors: cases.length,
      asExpected: accepted.length,
      exceptions: refused.map((one) => explain(one, EVERY_ALGORITHM)),
    });
  });

  it('are accepted with no byte of their signature changed', () => {
    const changed = loadCookbook()
      .filter(({ foreign }) => foreign === undefined)
      .map((one) => {
        const [header = '', payload = '', signature = ''] = one.token.split('.');
        const bytes = Buffer.from(signature, 'base64url');
        bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
        return { ...one, token: `${header}.${payload}.${bytes.toString('base64url')}` };
      });
    expect(changed.filter((one) => accepts(one, EVERY_ALGORITHM))).toEqual([]);
    expect(changed).toHaveLength(4);
  });
});
