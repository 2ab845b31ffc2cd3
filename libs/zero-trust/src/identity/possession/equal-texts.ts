import { timingSafeEqual } from 'node:crypto';

/** Compares a secret with what was sent, in a time that tells nothing of where they differ. */
export function equalTexts(secret: string, sent: string): boolean {
  const expected = Buffer.from(secret);
  const actual = Buffer.from(sent);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
