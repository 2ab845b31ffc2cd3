import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [network: Address, prefixLength: number];

const MAPPED_PREFIX = '::ffff:';
const MAPPED_PREFIX_LENGTH = 96;
const IPV6_SITE_BITS = 64;

/**
 * Settles the caller's address from the peer of the connection and every `X-Forwarded-For` header in order of arrival.
 */
export type AddressResolver = (peerAddress: string, forwardedFor: readonly string[]) => string;

/**
 * Makes the resolver for a set of trusted proxies: addresses or CIDR ranges, IPv4 or IPv6.
 *
 * The header is read from its right end, where the nearest proxy writes, and only as far as each hop is trusted; what
 * stands left of the first untrusted hop may be forged. A malformed entry (a port, a zone or brackets included) is never
 * believed: the walk ends at the hop before it. Without trusted proxies the header is ignored.
 *
 * @throws TypeError if an entry is no address or range (check with {@link isCidr})
 */
export function createAddressResolver(trustedProxies: readonly string[]): AddressResolver {
  const ranges = trustedProxies.map(parseRange);
  if (ranges.length === 0) return (peerAddress) => canonical(peerAddress);
  return (peerAddress, forwardedFor) => nearestUntrusted(canonical(peerAddress), { forwardedFor, ranges });
}

/**
 * Makes the test of whether an address is one of the trusted proxies.
 *
 * @throws TypeError as {@link createAddressResolver}
 */
export function createProxyTest(trustedProxies: readonly string[]): (address: string) => boolean {
  const ranges = trustedProxies.map(parseRange);
  return (address) => ranges.length > 0 && isTrusted(canonical(address), ranges);
}

/** Whether `value` is an address or a CIDR range, in the notations that everybody reads alike (no `10/8`, no `0x7f.1`). */
export function isCidr(value: string): boolean {
  const [address = '', prefixLength, ...rest] = value.split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (prefixLength === undefined) return true;
  return /^(?:0|[1-9]\d{0,2})$/.test(prefixLength) && Number(prefixLength) <= (version === 4 ? 32 : 128);
}

/**
 * What counts as one caller for limits: an IPv4 address, or the /64 network of an IPv6 address, because every customer
 * line is given at least that many addresses. Anything else stands for itself.
 */
export function addressGroup(address: string): string {
  if (!address.includes(':')) return address;
  const settled = canonical(address);
  if (isIP(settled) !== 6) return settled;
  const site = ipaddr.IPv6.parse(settled).parts.slice(0, IPV6_SITE_BITS / 16);
  return `${site.map((part) => part.toString(16)).join(':')}::/${IPV6_SITE_BITS}`;
}

function nearestUntrusted(
  peerAddress: string,
  { forwardedFor, ranges }: { forwardedFor: readonly string[]; ranges: readonly Range[] },
): string {
  const hops = forwardedFor.flatMap((header) => header.split(',')).map((hop) => hop.trim());
  let nearest = peerAddress;
  while (isTrusted(nearest, ranges)) {
    const hop = hops.pop();
    if (hop === undefined || hop.includes('%') || isIP(hop) === 0) return nearest;
    nearest = canonical(hop);
  }
  return nearest;
}

function isTrusted(address: string, ranges: readonly Range[]): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  return ranges.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
}

function parseRange(value: string): Range {
  if (!isCidr(value)) throw new TypeError(`'${value}' is no address or CIDR range such as 10.0.0.0/8`);
  const [network, bits] = value.includes('/') ? ipaddr.parseCIDR(value) : single(ipaddr.parse(value));
  const mapped =
    network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= MAPPED_PREFIX_LENGTH;
  return mapped ? [network.toIPv4Address(), bits - MAPPED_PREFIX_LENGTH] : [network, bits];
}

function single(address: Address): [Address, number] {
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** One spelling per address: an IPv4 address mapped into IPv6 (as dual-stack sockets show it) becomes IPv4 again. */
function canonical(address: string): string {
  if (!address.includes(':')) return address;
  const tail = address.startsWith(MAPPED_PREFIX) ? address.slice(MAPPED_PREFIX.length) : '';
  if (isIPv4(tail)) return tail;
  return isIP(address) === 6 ? ipaddr.process(address).toString() : address;
}
