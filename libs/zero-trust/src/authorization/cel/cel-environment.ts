import { Environment, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { IpAddress } from './cel-ip-address.js';
import { RegexSearch } from './cel-regex.js';
import type { ParameterType, ScalarType } from './parameter-type.js';
import { registerTime } from './register-time.js';

const SYNC = { async: false } as const;
const MAX_UINT = 2n ** 64n - 1n;
const MAX_INT = 2n ** 63n - 1n;

/** How deep and how large an expression may be. */
const LIMITS = {
  maxAstNodes: 2_000,
  maxDepth: 100,
  maxListElements: 500,
  maxMapEntries: 500,
  maxCallArguments: 16,
};

/** An environment of the Common Expression Language as OpenFGA offers it, before the parameters of a condition. */
export function createCelEnvironment(regex: RegexSearch): Environment {
  // Conditions may compare what JSON holds, and JSON's lists are of mixed types.
  const environment = new Environment({ homogeneousAggregateLiterals: false, limits: LIMITS });
  registerTime(environment);
  registerAddresses(environment);
  registerNumbers(environment);
  const matches = (text: string, pattern: string): boolean => regex.matches(text, pattern);
  environment.registerFunction('string.matchesRe2(string): bool', matches, SYNC);
  environment.registerFunction('matchesRe2(string, string): bool', matches, SYNC);
  return environment;
}

/** The library's names of the declared types that it names otherwise. */
const CEL_TYPES: Readonly<Partial<Record<ScalarType, string>>> = {
  any: 'dyn',
  duration: 'Duration',
  timestamp: 'Timestamp',
  ipaddress: 'IPAddress',
};

/** The library's name of a declared type. */
export function celType(type: ParameterType): string {
  if (!('element' in type)) return CEL_TYPES[type.kind] ?? type.kind;
  const element = celType(type.element);
  return type.kind === 'list' ? `list<${element}>` : `map<string, ${element}>`;
}

function registerAddresses(environment: Environment): void {
  environment.registerType('IPAddress', { ctor: IpAddress, fields: {} });
  environment.registerFunction('IPAddress.in_cidr(string): bool', inCidr, SYNC);
  environment.registerFunction('ipaddress(string): IPAddress', toAddress, SYNC);
  environment.registerFunction('string(IPAddress): string', String, SYNC);
  environment.registerOperator('IPAddress == IPAddress', (a: IpAddress, b: IpAddress) => a.equals(b));
}

function inCidr(address: IpAddress, cidr: string): boolean {
  return address.isWithin(cidr);
}

function toAddress(text: string): IpAddress {
  const address = IpAddress.parse(text);
  if (address === undefined) throw new SyntaxError('the text is not an IP address');
  return address;
}

/**
 * The conversions between numbers, in place of the library's, which take an empty text for 0 and let a number outside
 * of 64 bits pass.
 */
function registerNumbers(environment: Environment): void {
  const register = (signature: string, handler: (value: never) => unknown): unknown =>
    environment.registerFunction(signature, handler, SYNC);
  register('toInt(int): int', (value: bigint) => value);
  register('toInt(uint): int', (value: UnsignedInt) => signed(value.value));
  register('toInt(double): int', (value: number) => signed(BigInt(Math.trunc(value))));
  register('toInt(string): int', (text: string) => signed(readDigits(text, /^[+-]?\d{1,20}$/)));
  register('toUint(uint): uint', (value: UnsignedInt) => value);
  register('toUint(int): uint', (value: bigint) => unsigned(value));
  register('toUint(double): uint', (value: number) => unsigned(BigInt(Math.trunc(value))));
  register('toUint(string): uint', (text: string) => unsigned(readDigits(text, /^\d{1,20}$/)));
}

function readDigits(text: string, pattern: RegExp): bigint {
  if (!pattern.test(text)) throw new SyntaxError('the text is not a whole number');
  return BigInt(text.replace('+', ''));
}

function signed(value: bigint): bigint {
  if (value > MAX_INT || value < -MAX_INT - 1n) throw new RangeError('the number is outside of 64 bits');
  return value;
}

function unsigned(value: bigint): UnsignedInt {
  if (value > MAX_UINT || value < 0n) throw new RangeError('the number is outside of 64 bits without a sign');
  return new UnsignedInt(value);
}
