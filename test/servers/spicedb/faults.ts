import { v1 } from '@authzed/authzed-node';
import type { ServerHttp2Stream } from 'node:http2';
import type { NamedFault as EngineFault } from '../support/engine-faults.js';
import type { FaultyGrpcProxy } from './faulty-grpc-proxy.js';

type NamedFault = EngineFault<FaultyGrpcProxy>;

const { HAS_PERMISSION, CONDITIONAL_PERMISSION, UNSPECIFIED } = v1.CheckPermissionResponse_Permissionship;
const OK = 0;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const INTERNAL = 13;
const UNAVAILABLE = 14;

/** Far longer than anybody waits. */
const LATE_MS = 30_000;
/** Far more than any answer may have. */
const HUGE_BYTES = 5 * 1024 * 1024;

/** The verdict of a check as a message of gRPC: a flag, the length, the bytes. */
function verdict(permissionship: v1.CheckPermissionResponse_Permissionship): Buffer {
  return frame(
    Buffer.from(v1.CheckPermissionResponse.toBinary(v1.CheckPermissionResponse.create({ permissionship }))),
  );
}

const GRANT = verdict(HAS_PERMISSION);

/** Answers that a lenient reader would take for a grant. */
const NEARLY_GRANTS: readonly Buffer[] = [
  verdict(UNSPECIFIED),
  verdict(99 as typeof HAS_PERMISSION),
  frame(Buffer.alloc(0)),
  frame(Buffer.from('true')),
  GRANT.subarray(0, -1),
  Buffer.alloc(0),
  Buffer.from('allowed'),
];

/** Every way to fail that the adapter must withstand. */
export const FAULTS: readonly NamedFault[] = [
  { name: 'is killed', start: (proxy) => proxy.kill() },
  { name: 'accepts calls and never answers', start: answering(() => undefined) },
  { name: 'grants, but only after 30 s', start: answering(late) },
  {
    name: 'grants and then says that it is unavailable',
    start: answering((stream) => send(stream, GRANT, UNAVAILABLE)),
  },
  { name: 'grants and then fails', start: answering((stream) => send(stream, GRANT, INTERNAL)) },
  { name: 'is overloaded', start: answering((stream) => send(stream, GRANT, RESOURCE_EXHAUSTED)) },
  { name: 'refuses the credentials', start: answering((stream) => send(stream, GRANT, PERMISSION_DENIED)) },
  { name: 'grants and says nothing more', start: answering(withoutStatus) },
  { name: 'answers garbage', start: garbage() },
  { name: 'answers with a web page', start: answering(page) },
  { name: 'answers 5 MiB', start: answering((stream) => send(stream, frame(Buffer.alloc(HUGE_BYTES)), OK)) },
  { name: 'resets within the answer', start: answering(cut) },
  { name: 'trickles an endless answer', start: answering(trickle) },
];

/** What a condition without its values comes to. */
export const CONDITIONAL = verdict(CONDITIONAL_PERMISSION);

/** Answers a call with bytes and a status. */
export function send(stream: ServerHttp2Stream, body: Buffer, status: number): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(status) }));
  stream.end(body);
}

function answering(answer: (stream: ServerHttp2Stream) => void): NamedFault['start'] {
  return (proxy) => {
    proxy.fault = answer;
  };
}

function garbage(): NamedFault['start'] {
  let turn = 0;
  return answering((stream) => {
    turn += 1;
    send(stream, NEARLY_GRANTS[turn % NEARLY_GRANTS.length] ?? GRANT, OK);
  });
}

function late(stream: ServerHttp2Stream): void {
  const timer = setTimeout(() => send(stream, GRANT, OK), LATE_MS);
  stream.on('close', () => clearTimeout(timer));
}

function withoutStatus(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
  stream.end(GRANT);
}

function page(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-type': 'text/html' });
  stream.end('<html>ok</html>');
}

function cut(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
  stream.write(GRANT, () => stream.destroy());
}

function trickle(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
  stream.write(Buffer.from([0, 0, 0xff, 0xff, 0xff]));
  const timer = setInterval(() => stream.write(Buffer.alloc(1)), 20);
  stream.on('close', () => clearInterval(timer));
}

function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
