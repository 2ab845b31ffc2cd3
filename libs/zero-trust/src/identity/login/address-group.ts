import ipaddr from 'ipaddr.js';

const NETWORK_BYTES = 8;

/** An address as failures are counted for it: IPv4 whole, IPv6 by its /64, because one customer usually owns all of it. */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${ipaddr.fromByteArray(parsed.toByteArray().fill(0, NETWORK_BYTES)).toString()}/64`;
}
