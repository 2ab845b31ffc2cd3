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
const WRITING = ['writeHead', 'write', 'end'] as const;

type Writing = (typeof WRITING)[number];

/** By the prototype of a framework's responses, the same with guarded methods: nothing of it is made per request. */
const guardedPrototypes = new WeakMap<object, object>();

/** Lets nothing be written, by whatever way, until {@link openResponse}. */
export function sealResponse(response: Sealable, seal: ResponseSeal): void {
  if (response[SEAL] !== undefined) return;
  response[SEAL] = seal;
  Object.setPrototypeOf(response, guardedPrototype(Object.getPrototypeOf(response) as Sealable));
  // Middleware such as compression has methods of its own on the response, which know the unguarded ones.
  for (const method of WRITING) if (Object.hasOwn(response, method)) guard(response, response, method);
}

/** @returns false if the response was answered already, in the place of what might not leave */
export function openResponse(response: Sealable): boolean {
  const seal = response[SEAL];
  if (seal === undefined) return true;
  if (seal.state === 'sealed') seal.state = 'open';
  return seal.state !== 'refused';
}

function guardedPrototype(prototype: Sealable): object {
  const known = guardedPrototypes.get(prototype);
  if (known !== undefined) return known;
  const guarded = Object.create(prototype) as Sealable;
  for (const method of WRITING) guard(guarded, prototype, method);
  guardedPrototypes.set(prototype, guarded);
  return guarded;
}

function guard(target: Sealable, source: Sealable, method: Writing): void {
  const write = source[method] as (...args: unknown[]) => unknown;
  const guarded = function (this: Sealable, ...args: unknown[]): unknown {
    const status = method === 'writeHead' ? Number(args[0]) : this.statusCode;
    if (settle(this, status)) return Reflect.apply(write, this, args);
    return method === 'write' ? true : this;
  };
  Object.defineProperty(target, method, { value: guarded, writable: true, configurable: true });
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
