import type { ServerResponse } from 'node:http';
import type { NamedFault as EngineFault } from '../support/engine-faults.js';
import type { FaultyProxy } from './faulty-proxy.js';

type NamedFault = EngineFault<FaultyProxy>;

const GRANT = '{"allowed":true,"result":{"0":{"allowed":true}}}';

/** Answers that a lenient reader would take for a grant. */
const NEARLY_GRANTS = [
  '{"allowed":"true"}',
  '{"allowed":1}',
  '{"allowed":{}}',
  '[true]',
  'true',
  '"allowed"',
  '{"allowed":true',
  '{"Allowed":true}',
  '{"result":{"allowed":true}}',
  '',
  'null',
  '\u0000\u0001\u0002',
];

/** Far longer than anybody waits. */
const LATE_MS = 30_000;
/** Far more than any answer may have. */
const HUGE_BYTES = 5 * 1024 * 1024;

/** Every way to fail that the adapter must withstand. */
export const FAULTS: readonly NamedFault[] = [
  { name: 'is killed', start: (proxy) => proxy.kill() },
  { name: 'accepts connections and never answers', start: answering(() => undefined) },
  { name: 'grants, but only after 30 s', start: answering(late) },
  { name: 'answers 500', start: answering((response) => send(response, 500, GRANT)) },
  { name: 'answers 429', start: answering((response) => send(response, 429, GRANT)) },
  { name: 'refuses the credentials', start: answering((response) => send(response, 401, GRANT)) },
  { name: 'has lost the store', start: answering((response) => send(response, 404, GRANT)) },
  { name: 'answers garbage', start: garbage() },
  { name: 'answers with a web page', start: answering((response) => send(response, 200, '<html>ok</html>')) },
  { name: 'answers 5 MiB', start: answering(huge) },
  { name: 'resets within the answer', start: answering(cut) },
  { name: 'trickles an endless answer', start: answering(trickle) },
  { name: 'redirects to a server that grants', start: redirect },
];

function answering(answer: (response: ServerResponse) => void): NamedFault['start'] {
  return (proxy) => {
    proxy.fault = (_request, response) => answer(response);
  };
}

function garbage(): NamedFault['start'] {
  let turn = 0;
  return answering((response) => {
    turn += 1;
    send(response, 200, NEARLY_GRANTS[turn % NEARLY_GRANTS.length] ?? '');
  });
}

function late(response: ServerResponse): void {
  const timer = setTimeout(() => send(response, 200, GRANT), LATE_MS);
  response.on('close', () => clearTimeout(timer));
}

function huge(response: ServerResponse): void {
  send(response, 200, GRANT.slice(0, -1) + ' '.repeat(HUGE_BYTES) + '}');
}

function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 10_000 });
  response.write(GRANT, () => response.destroy());
}

function trickle(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

function redirect(proxy: FaultyProxy): void {
  proxy.fault = (request, response) => {
    if (request.url === '/granted') send(response, 200, GRANT);
    else response.writeHead(307, { location: `${proxy.url}/granted` }).end();
  };
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
