import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toDerSignature } from './ecdsa-signature.js';

describe('toDerSignature', () => {
  it.each([
    ['P-256', 'sha256'],
    ['P-384', 'sha384'],
    ['P-521', 'sha512'],
  ])('makes signatures of %s that OpenSSL verifies, whatever their leading bytes', (namedCurve, hash) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
    for (let count = 0; count < 300; count += 1) {
      const data = Buffer.from(String(count));
      const signature = sign(hash, data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      expect(verify(hash, data, publicKey, toDerSignature(signature))).toBe(true);
    }
  });

  it.each([
    ['00000001', '00000002', '3006020101020102'],
    ['00000000', '00000000', '3006020100020100'],
    ['00800000', 'ffffffff', '300d020400800000020500ffffffff'],
    ['7f000000', '00007f80', '300a02047f00000002027f80'],
  ])('writes %s and %s in the shortest form', (r, s, der) => {
    expect(toDerSignature(Buffer.from(r + s, 'hex')).toString('hex')).toBe(der);
  });
});
