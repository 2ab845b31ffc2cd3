import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/**
 * The address of the client. Forwarding headers count only from trusted proxies (Express's `trust proxy`), and only when
 * they hold an address.
 */
export function clientAddress(request: Request): string {
  const { ip, socket } = request;
  return [ip, socket.remoteAddress].find((text) => text !== undefined && ipaddr.isValid(text)) ?? 'unknown';
}

/** Whether the connection comes from this machine: a loopback address, or the very address that it arrived at. */
export function isLocalConnection(request: Request): boolean {
  const { remoteAddress, localAddress } = request.socket;
  if (remoteAddress === undefined || !ipaddr.isValid(remoteAddress)) return false;
  return ipaddr.process(remoteAddress).range() === 'loopback' || remoteAddress === localAddress;
}
