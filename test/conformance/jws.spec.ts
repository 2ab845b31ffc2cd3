import { AccessDeniedError } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { importKeySet } from '../../libs/zero-trust/src/identity/keys/key-set.js';
import {
  DEFAULT_SIGNING_ALGORITHMS,
  isSigningAlgorithm,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
} from '../../libs/zero-trust/src/identity/signing-algorithms.js';
import { checkKeyReference } from '../../libs/zero-trust/src/identity/token/check-header.js';
import { readCompactJws } from '../../libs/zero-trust/src/identity/token/read-compact-jws.js';
import { verifySignature } from '../../libs/zero-trust/src/identity/token/verify-signature.js';
import { hasJwsCases, loadCookbook, loadWycheproof, type JwsCase } from './jws-cases.js';

const FILES = ['json_web_signature_test.json', 'json_web_key_test.json'];
const EVERY_ALGORITHM = Object.keys(SIGNING_ALGORITHMS).filter(isSigningAlgorithm);

// Guards against a loader or a filter that quietly applies nothing.
const LEAST_INVALID = 160;
const LEAST_ACCEPTED = 20;

/** The verifier's own steps, from the compact form to the signature. */
async function accepts({ jws, keys }: JwsCase, allowed: readonly SigningAlgorithm[]): Promise<boolean> {
  try {
    const reference = checkKeyReference(readCompactJws(jws).header, allowed);
    const key = (await importKeySet(keys, allowed)).find(reference);
    if (key === undefined) return false;
    await verifySignature({ token: jws, key, alg: reference.alg });
    return true;
  } catch (error) {
    if (error instanceof AccessDeniedError) return false;
    throw error;
  }
}

async function acceptedOf(
  cases: readonly JwsCase[],
  allowed: readonly SigningAlgorithm[],
): Promise<JwsCase[]> {
  const verdicts = await Promise.all(cases.map((one) => accepts(one, allowed)));
  return cases.filter((_, index) => verdicts[index]);
}

function namesOf(cases: readonly JwsCase[]): readonly string[] {
  return cases.map(({ name }) => name);
}

describe.skipIf(!hasJwsCases())('the public JWS vectors', () => {
  it.each([
    ['the default allow-list', DEFAULT_SIGNING_ALGORITHMS],
    ['every algorithm that may be configured', EVERY_ALGORITHM],
  ])('accepts no invalid Wycheproof vector under %s', async (_what, allowed) => {
    const cases = (await Promise.all(FILES.map(loadWycheproof))).flat();
    const invalid = cases.filter(({ valid }) => !valid);
    expect(namesOf(await acceptedOf(invalid, allowed))).toEqual([]);
    expect(invalid.length).toBeGreaterThan(LEAST_INVALID);
  });

  it('accepts every valid Wycheproof vector with an asymmetric key, but for the listed ones', async () => {
    const cases = (await Promise.all(FILES.map(loadWycheproof))).flat();
    const valid = cases.filter((one) => one.valid && !one.symmetric);
    const accepted = await acceptedOf(valid, EVERY_ALGORITHM);
    console.log(`Wycheproof JWS: ${accepted.length} of ${valid.length} valid asymmetric vectors accepted`);
    expect(namesOf(valid.filter((one) => !accepted.includes(one)))).toEqual(EXPECTED_REFUSALS);
    expect(accepted.length).toBeGreaterThan(LEAST_ACCEPTED);
  });

  it('accepts the asymmetric examples of the cookbook, and no symmetric one', async () => {
    const cases = await loadCookbook();
    const accepted = await acceptedOf(cases, EVERY_ALGORITHM);
    expect(namesOf(accepted)).toEqual(namesOf(cases.filter(({ symmetric }) => !symmetric)));
    expect(accepted).toHaveLength(4);
  });
});

if (!hasJwsCases()) {
  console.log(`JWS vectors: ${FILES.length + 1} sets skipped, the folder is absent; set ZT_CONFORMANCE_DIR`);
}

/** Good signatures whose keys name another `alg` (PS256 for PS384) or none that exists (ES521). */
const EXPECTED_REFUSALS: readonly string[] = [
  'json_web_signature_test.json rfc7520 346 Figure20',
  'json_web_signature_test.json rfc7520 347 Figure27',
  'json_web_signature_test.json rfc7520WithKeyOps 350 Figure20',
  'json_web_signature_test.json rfc7520WithKeyOps 351 Figure27',
];
