import { describe, expect, it } from 'vitest';
import {
  codeOf,
  contextWith,
  denialOf,
  NOW,
  NOW_SECONDS,
  possession,
  proof,
} from '../../testing/possession-world.js';

describe('ProofOfPossession with nonces', () => {
  const dpop = { requireNonce: true, nonceSecret: 'a secret that all the instances share' };

  it('asks for a nonce, and accepts a proof that has it', async () => {
    const denial = await denialOf(contextWith(proof()), possession({ dpop }));
    expect(denial?.code).toBe('ZT_PROOF_NONCE_NEEDED');
    expect(denial?.headers?.['www-authenticate']).toMatch(/^DPoP error="use_dpop_nonce"/);
    const nonce = denial?.headers?.['dpop-nonce'];
    expect(await codeOf(contextWith(proof({ nonce })), possession({ dpop }))).toBe('accepted');
  });

  it('serves a caller that has the previous nonce, and tells it the present one', async () => {
    const past = await denialOf(
      contextWith(proof({ claims: { iat: NOW_SECONDS - 300 } })),
      possession({ dpop, now: NOW - 300_000 }),
    );
    const context = contextWith(proof({ nonce: past?.headers?.['dpop-nonce'] }));
    expect(await codeOf(context, possession({ dpop }))).toBe('accepted');
    const present = (await denialOf(contextWith(proof()), possession({ dpop })))?.headers?.['dpop-nonce'];
    expect(context.responseHeaders).toEqual({ 'dpop-nonce': present });
  });

  it('refuses an invented nonce', async () => {
    const context = contextWith(proof({ nonce: 'invented' }));
    expect(await codeOf(context, possession({ dpop }))).toBe('ZT_PROOF_NONCE_NEEDED');
  });
});
