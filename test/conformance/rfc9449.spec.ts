import { expect, it } from 'vitest';
import { resolveIdentityOptions } from '../../libs/zero-trust/src/identity/identity.options.js';
import { ProofOfPossession } from '../../libs/zero-trust/src/identity/possession/proof-of-possession.js';
import { thumbprint } from '../../libs/zero-trust/src/identity/possession/proof-keys.js';
import { MemoryStateStore } from '../../libs/zero-trust/src/kernel/memory-state-store.js';
import { RequestContext } from '../../libs/zero-trust/src/kernel/request-context.js';
import { inboundRequest, principalOf } from '../../libs/zero-trust/src/testing/request-builders.js';
import { describeSuite, readSuiteFile, reportSuite } from './support/conformance-suite.js';

interface Example {
  readonly proof: string;
  readonly header: { readonly jwk: Readonly<Record<string, string>> };
  readonly claims: { readonly htm: string; readonly htu: string; readonly iat: number };
  /** Only proofs for a protected resource go with a token. */
  readonly access_token?: string;
}

interface Vectors {
  readonly jkt: string;
  readonly proofs: readonly Example[];
}

const readVectors = (): Vectors => readSuiteFile('rfc9449', 'vectors.json') as Vectors;

/** Shows an example to the check, at the moment that it was made for and with the token that it goes with. */
function judge({ proof, claims, access_token: token }: Example, jkt: string): unknown {
  const clock = { now: () => claims.iat * 1_000 };
  const { origin, pathname } = new URL(claims.htu);
  const headers: Readonly<Record<string, readonly string[]>> = {
    dpop: [proof],
    authorization: [`DPoP ${token ?? 'none'}`],
  };
  const request = inboundRequest({
    method: claims.htm,
    origin,
    path: pathname,
    header: (name) => headers[name] ?? [],
  });
  const issuers = [{ issuer: 'https://server.example.com', audience: origin }];
  const possession = new ProofOfPossession(
    resolveIdentityOptions({ issuers }),
    clock,
    new MemoryStateStore({ clock }),
  );
  const context = new RequestContext({ decisionId: 'example', receivedAt: clock.now(), request });
  return possession.prove(context, principalOf({ confirmation: { jkt } }));
}

describeSuite('rfc9449', () => {
  it('have the thumbprint that the RFC says', () => {
    const { jkt, proofs } = readVectors();
    expect(proofs.map(({ header }) => thumbprint(header.jwk))).toEqual(proofs.map(() => jkt));
    expect(proofs).toHaveLength(3);
  });

  it('for a protected resource are accepted, with their token, their key and at their time', (context) => {
    const { jkt, proofs } = readVectors();
    const forResource = proofs.filter(({ access_token: token }) => token !== undefined);
    expect(forResource.map((example) => judge(example, jkt))).toMatchObject([{ effect: 'allow' }]);
    const reason = 'is for a token endpoint, and bound to no token';
    const exceptions = proofs
      .filter((proof) => !forResource.includes(proof))
      .map(({ claims: { htm, htu } }) => ({ vector: `${htm} ${htu}`, reason }));
    const asExpected = forResource.length;
    reportSuite(context, { suite: 'rfc9449', vectors: proofs.length, asExpected, exceptions });
  });

  it('for the token endpoint are refused, because they are bound to no token', () => {
    const { jkt, proofs } = readVectors();
    const others = proofs.filter(({ access_token: token }) => token === undefined);
    expect(others).toHaveLength(2);
    for (const example of others) expect(() => judge(example, jkt)).toThrow(/ZT_PROOF_INVALID/);
  });
});
