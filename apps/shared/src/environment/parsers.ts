import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';

/** The values that `NODE_ENV` may hold. */
export type NodeEnvironment = 'development' | 'test' | 'production';

/** The values that `HTTP_ADAPTER` may hold. */
export type HttpAdapterName = 'express' | 'fastify';

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const ISO_DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/;
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Each parser answers undefined where the text is malformed. */
export function parseNodeEnv(text: string): NodeEnvironment | undefined {
  return text === 'development' || text === 'test' || text === 'production' ? text : undefined;
}

/** A platform that Nest has an adapter for. */
export function parseHttpAdapter(text: string): HttpAdapterName | undefined {
  return text === 'express' || text === 'fastify' ? text : undefined;
}

/** An IP address or a DNS name. */
export function parseHost(text: string): string | undefined {
  return isIP(text) !== 0 || HOST_NAME.test(text) ? text : undefined;
}

/** A TCP port, 1 to 65535. */
export function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** An issuer identifier (RFC 8414, section 2): https, or http on a loopback host; returned as written. */
export function parseIssuer(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || /[?#\s]/.test(text) || url.username !== '' || url.password !== '') return undefined;
  const secure = url.protocol === 'https:';
  const local = url.protocol === 'http:' && LOOPBACK_HOST.test(url.hostname);
  return secure || local ? text : undefined;
}

/** A resource indicator (RFC 8707, section 2): an absolute URI without fragment. */
export function parseAudience(text: string): string | undefined {
  return URL.canParse(text) && !/[#\s]/.test(text) ? text : undefined;
}

/** A PostgreSQL connection string. */
export function parseDatabaseUrl(text: string): string | undefined {
  const protocol = URL.parse(text)?.protocol;
  return protocol === 'postgres:' || protocol === 'postgresql:' ? text : undefined;
}

/** A Redis connection string. */
export function parseRedisUrl(text: string): string | undefined {
  const url = URL.parse(text);
  const isRedis = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
  return isRedis && url.hostname !== '' ? text : undefined;
}

/** The id of a store or model of OpenFGA. */
export function parseUlid(text: string): string | undefined {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text) ? text : undefined;
}

/** A bearer token (RFC 6750, section 2.1), which must fit into a header. */
export function parseToken(text: string): string | undefined {
  return /^[\x21-\x7e]+$/.test(text) ? text : undefined;
}

/** A host and a port, without a scheme. */
export function parseEndpoint(text: string): string | undefined {
  const url = URL.parse(`grpc://${text}`);
  const isPlain = url !== null && `${url.hostname}:${url.port}` === text;
  return isPlain && parsePort(url.port) !== undefined ? text : undefined;
}

/** A directory, or a path where one can be made; returned absolute. */
export function parseDirectory(text: string): string | undefined {
  if (text === '' || text.includes('\0')) return undefined;
  const path = resolve(text);
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined || stats.isDirectory() ? path : undefined;
}

/** A file that is there; returned absolute. */
export function parseFile(text: string): string | undefined {
  if (text === '' || text.includes('\0')) return undefined;
  const path = resolve(text);
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? path : undefined;
}

/** Addresses and CIDR ranges, separated by commas. */
export function parseCidrList(text: string): readonly string[] | undefined {
  const ranges = text.split(',').map((range) => range.trim());
  return ranges.every((range) => isCidr(range)) ? ranges : undefined;
}

function isCidr(range: string): boolean {
  const [address = '', prefix, ...rest] = range.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}

/** An ISO 8601 date and time with its offset. */
export function parseDate(text: string): Date | undefined {
  const date = new Date(text);
  return ISO_DATE_TIME.test(text) && !Number.isNaN(date.getTime()) ? date : undefined;
}

/** Spans of time such as `2027-10-01T09:00:00Z/2027-10-01T10:00:00Z` (ISO 8601 §5.5), separated by commas. */
export function parseSpans(text: string): readonly TimeSpan[] | undefined {
  const spans = text.split(',').map((span) => {
    const [from, until, ...rest] = span.trim().split('/').map(parseDate);
    if (from === undefined || until === undefined || rest.length > 0 || from >= until) return undefined;
    return { from: from.toISOString(), until: until.toISOString() };
  });
  return spans.every((span) => span !== undefined) ? spans : undefined;
}

/** A span of time, ISO 8601: `from` is in it, `until` is not. */
export interface TimeSpan {
  readonly from: string;
  readonly until: string;
}

/** Whole seconds, a minute at most. */
export function parseGraceSeconds(text: string): number | undefined {
  return /^(?:[1-5]?\d|60)$/.test(text) ? Number(text) : undefined;
}

/** Origins and paths as an issuer may have, separated by commas; without a slash at their end. */
export function parseUrlList(text: string): readonly string[] | undefined {
  const urls = text.split(',').map((url) => parseIssuer(url.trim()));
  return urls.every((url) => url !== undefined) ? urls.map((url) => url.replace(/\/$/, '')) : undefined;
}
