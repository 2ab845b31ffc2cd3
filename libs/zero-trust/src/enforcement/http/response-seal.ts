import type { ServerResponse } from 'node:http';

/** What is written while a response is sealed. */
export interface SealedWrite {
  /** Whether something with this status may leave all the same. */
  mayPass(status: number): boolean;
  /** Answers in the place of what may not leave; the response has no headers then. */
  refuse(): void;
}

type State = 'sealed' | 'open' | 'refused';

const SEAL = Symbol('zero-trust:seal');

type Sealable = ServerResponse & { [SEAL]?: State };

type Writing = 'writeHead' | 'write' | 'end';

/** Lets nothing be written, by whatever way, until {@link openResponse}. */
export function sealResponse(response: Sealable, { mayPass, refuse }: SealedWrite): void {
  if (response[SEAL] !== undefined) return;
  response[SEAL] = 'sealed';
  const settle = (status: number): boolean => {
    if (response[SEAL] !== 'sealed') return response[SEAL] === 'open';
    response[SEAL] = 'open';
    if (mayPass(status)) return true;
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    refuse();
    response[SEAL] = 'refused';
    return false;
  };
  guard(response, 'writeHead', settle);
  guard(response, 'write', settle);
  guard(response, 'end', settle);
}

/** @returns false if the response was answered already, in the place of what might not leave */
export function openResponse(response: Sealable): boolean {
  if (response[SEAL] === 'sealed') response[SEAL] = 'open';
  return response[SEAL] !== 'refused';
}

/** Every other way of Node's to write ends in one of these. */
function guard(response: Sealable, method: Writing, settle: (status: number) => boolean): void {
  const write = response[method] as (...args: unknown[]) => unknown;
  const guarded = (...args: unknown[]): unknown => {
    const status = method === 'writeHead' ? Number(args[0]) : response.statusCode;
    if (settle(status)) return Reflect.apply(write, response, args);
    return method === 'write' ? true : response;
  };
  response[method] = guarded as never;
}
