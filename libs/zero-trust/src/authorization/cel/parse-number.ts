const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const INFINITE = /^([+-]?)inf$/i;
const LONGEST_NUMBER = 400;

/**
 * Reads a decimal number that is whole, though it may be written with a fraction or an exponent: `15`, `1.5e1`.
 *
 * @returns nothing unless the text is one
 */
export function parseWholeNumber(text: string): bigint | undefined {
  const parts = splitDecimal(text);
  if (parts === undefined) return undefined;
  const { sign, digits, exponent } = parts;
  const size = exponent >= 0 ? digits * 10n ** BigInt(exponent) : shiftRight(digits, -exponent);
  return size === undefined ? undefined : sign * size;
}

/**
 * Reads a decimal number that a double holds exactly, or `Inf` with a sign before it. OpenFGA takes `"0.5"` and
 * refuses `"0.1"`, which no double is.
 *
 * @returns nothing unless the text is one
 */
export function parseDouble(text: string): number | undefined {
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  const decimal = splitDecimal(text);
  const value = Number(text);
  return decimal && Number.isFinite(value) && isExact(Math.abs(value), decimal) ? value : undefined;
}

function isExact(value: number, { digits, exponent }: Decimal): boolean {
  let [mantissa, halvings] = [value, 0];
  for (; !Number.isInteger(mantissa); halvings += 1) mantissa *= 2;
  const [up, down] = exponent < 0 ? [0, -exponent] : [exponent, 0];
  return digits * 10n ** BigInt(up) * 2n ** BigInt(halvings) === BigInt(mantissa) * 10n ** BigInt(down);
}

interface Decimal {
  readonly sign: 1n | -1n;
  readonly digits: bigint;
  readonly exponent: number;
}

function splitDecimal(text: string): Decimal | undefined {
  // The time to read a number grows with the square of its length.
  const match = text.length > LONGEST_NUMBER ? null : DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return undefined;
  return {
    sign: sign === '-' ? -1n : 1n,
    digits: BigInt(whole + fraction),
    exponent: Number(exponent) - fraction.length,
  };
}

function shiftRight(digits: bigint, places: number): bigint | undefined {
  const divisor = 10n ** BigInt(places);
  return digits % divisor === 0n ? digits / divisor : undefined;
}
