import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const MAPPED_BITS = 96;

/** An IP address of the Common Expression Language; an IPv4 address that is mapped into IPv6 is the IPv4 address. */
export class IpAddress {
  private constructor(
    private readonly address: Address,
    private readonly zone: string,
  ) {}

  /** @returns nothing unless the text is an address, in the notations that everybody reads alike */
  static parse(text: string): IpAddress | undefined {
    if (isIP(text) === 0) return undefined;
    const [bare = '', zone = ''] = text.split('%');
    const address = ipaddr.process(bare);
    return new IpAddress(address, address.kind() === 'ipv4' ? '' : zone);
  }

  /** @throws {SyntaxError} unless `cidr` is a range */
  isWithin(cidr: string): boolean {
    const { network, bits } = parseRange(cidr);
    // A range says nothing about the addresses of one link.
    if (this.zone !== '' || network.kind() !== this.address.kind()) return false;
    return this.address.match(network, bits);
  }

  equals(other: IpAddress): boolean {
    return this.toString() === other.toString();
  }

  toString(): string {
    const text =
      this.address instanceof ipaddr.IPv6 ? this.address.toRFC5952String() : this.address.toString();
    return this.zone === '' ? text : `${text}%${this.zone}`;
  }
}

function parseRange(cidr: string): { readonly network: Address; readonly bits: number } {
  const [text = '', length = '', ...rest] = cidr.split('/');
  const version = text.includes('%') ? 0 : isIP(text);
  const bits = /^(?:0|[1-9]\d{0,2})$/.test(length) ? Number(length) : Number.NaN;
  if (version === 0 || rest.length > 0 || !(bits <= (version === 4 ? 32 : 128))) {
    throw new SyntaxError('a range of addresses must be written as address/length');
  }
  const network = ipaddr.parse(text);
  const isMapped = network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= MAPPED_BITS;
  return isMapped ? { network: network.toIPv4Address(), bits: bits - MAPPED_BITS } : { network, bits };
}
