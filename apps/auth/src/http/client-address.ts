import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/**
 * The address that failures are counted for: IPv4 as it is, IPv6 by its /64, because one customer usually owns all of
 * it. Forwarding headers count only from trusted proxies (Express's `trust proxy`), and only when they hold an address.
 */
export function clientAddress(request: Request): string {
  return group(request.ip) ?? group(request.socket.remoteAddress) ?? 'unknown';
}

function group(text: string | undefined): string | undefined {
  if (text === undefined || !ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') return address.toString();
  const network = address.toByteArray().fill(0, 8);
  return `${ipaddr.fromByteArray(network).toString()}/64`;
}

/** Whether the connection comes from this machine: a loopback address, or the very address that it arrived at. */
export function isLocalConnection(request: Request): boolean {
  const { remoteAddress, localAddress } = request.socket;
  if (remoteAddress === undefined || !ipaddr.isValid(remoteAddress)) return false;
  return ipaddr.process(remoteAddress).range() === 'loopback' || remoteAddress === localAddress;
}
