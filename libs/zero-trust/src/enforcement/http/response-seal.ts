import type { ServerResponse } from 'node:http';

type State = 'sealed' | 'open' | 'refused';

/** What keeps a response from being written, and says what may leave all the same. */
export abstract class ResponseSeal {
  state: State = 'sealed';

  /** Whether something with this status may leave although the response is sealed. */
  abstract mayPass(status: number): boolean;

  /** Answers in the place of what may not leave; the response has no headers then. */
  abstract refuse(): void;
}

const SEAL = Symbol('zero-trust:seal');

type Sealable = ServerResponse & { [SEAL]?: ResponseSeal };

/** Every other way of Node's to write ends in one of these. */
type Writing = 'writeHead' | 'write' | 'end';

type Write = (this: Sealable, ...args: never[]) => unknown;

/** One way to write, and what stands in its place; responses of one framework share it. */
class WritingGuard {
  #inherited: Write | undefined;
  #guarded: Write = () => undefined;

  constructor(private readonly method: Writing) {}

  /** Middleware such as compression has a method of its own on each response, which knows the unguarded one. */
  guardOf(response: Sealable): Write {
    const write = response[this.method] as Write;
    if (Object.hasOwn(response, this.method)) return guard(write, this.method);
    if (write !== this.#inherited) {
      this.#inherited = write;
      this.#guarded = guard(write, this.method);
    }
    return this.#guarded;
  }
}

const writeHeadGuard = new WritingGuard('writeHead');
const writeGuard = new WritingGuard('write');
const endGuard = new WritingGuard('end');

/**
 * Lets nothing be written until {@link openResponse}, by any of the ways that the response has. It is against what handlers
 * forget, and no fence around code that takes these methods off the response, or writes to the socket.
 */
export function sealResponse(response: Sealable, seal: ResponseSeal): void {
  if (response[SEAL] !== undefined) return;
  response[SEAL] = seal;
  // By assignment, always in this order: V8 then gives all responses one and the same hidden class.
  response.writeHead = writeHeadGuard.guardOf(response) as ServerResponse['writeHead'];
  response.write = writeGuard.guardOf(response) as ServerResponse['write'];
  response.end = endGuard.guardOf(response) as ServerResponse['end'];
}

/** @returns false if the response was answered already, in the place of what might not leave */
export function openResponse(response: Sealable): boolean {
  const seal = response[SEAL];
  if (seal === undefined) return true;
  if (seal.state === 'sealed') seal.state = 'open';
  return seal.state !== 'refused';
}

function guard(write: Write, method: Writing): Write {
  return function (this: Sealable, ...args: never[]): unknown {
    const status = method === 'writeHead' ? Number(args[0]) : this.statusCode;
    if (settle(this, status)) return Reflect.apply(write, this, args);
    return method === 'write' ? true : this;
  };
}

/** @returns whether it may be written */
function settle(response: Sealable, status: number): boolean {
  const seal = response[SEAL];
  if (seal?.state !== 'sealed') return seal?.state === 'open';
  seal.state = 'open';
  if (seal.mayPass(status)) return true;
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  seal.refuse();
  seal.state = 'refused';
  return false;
}
