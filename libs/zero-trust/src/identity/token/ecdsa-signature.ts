const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** Lengths from here on take a byte that says how many follow. */
const LONG_FORM = 0x80;
const ONE_BYTE_LENGTH = 0x81;

/**
 * The ECDSA signature of a JWS, two numbers of equal length, in the ASN.1 form that OpenSSL reads.
 *
 * Node converts by itself if it is told `dsaEncoding`, but then takes a key in an object, and looking into that object
 * costs it a third of a whole verification.
 *
 * @param signature - of an even length of at most 132 bytes (P-521)
 * @see RFC 7518 §3.4, RFC 3279 §2.2.3
 */
export function toDerSignature(signature: Buffer): Buffer {
  const half = signature.length / 2;
  const numbers = [signature.subarray(0, half), signature.subarray(half)].map(significant);
  const length = numbers.reduce((sum, number) => sum + 2 + padding(number) + number.length, 0);
  const der = Buffer.allocUnsafe((length < LONG_FORM ? 2 : 3) + length);
  let at = der.writeUInt8(SEQUENCE, 0);
  if (length >= LONG_FORM) at = der.writeUInt8(ONE_BYTE_LENGTH, at);
  at = der.writeUInt8(length, at);
  for (const number of numbers) at = writeInteger(der, at, number);
  return der;
}

function writeInteger(der: Buffer, from: number, number: Buffer): number {
  let at = der.writeUInt8(INTEGER, from);
  at = der.writeUInt8(padding(number) + number.length, at);
  if (padding(number) === 1) at = der.writeUInt8(0, at);
  return at + number.copy(der, at);
}

/** Without the zeros in front, of which one is kept for zero itself. */
function significant(number: Buffer): Buffer {
  let start = 0;
  while (start < number.length - 1 && number[start] === 0) start += 1;
  return number.subarray(start);
}

/** A first bit that is set would make the number negative. */
function padding(number: Buffer): 0 | 1 {
  return (number[0] ?? 0) >= LONG_FORM ? 1 : 0;
}
