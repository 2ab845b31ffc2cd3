import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { openfga } from './openfga.js';
import { OpenFgaConnection } from './openfga-connection.js';
import { resolveOpenFgaOptions, type OpenFgaOptions } from './openfga.options.js';
import { OpenFgaStore } from './openfga-store.js';

const ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const TOKEN = 'a-very-secret-token';
const QUESTION = { subject: 'user:bob', relation: 'viewer', object: 'order:1' };
const CHANGE = { writes: [QUESTION], deletes: [] };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const status =
  (code: number, body: object = {}): Answer =>
  (_request, response) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const grant = status(200, { allowed: true });
const reset: Answer = (request) => request.socket.resetAndDestroy();
const silence: Answer = () => undefined;

/** What the server answers, in turn; the last goes on for ever. */
let script: Answer[];
let received: IncomingMessage[];
let server: Server;
let url: string;

beforeEach(async () => {
  [script, received] = [[grant], []];
  server = createServer((request, response) => {
    received.push(request);
    (script.length > 1 ? script.shift() : script[0])?.(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

function storeWith(options: Partial<OpenFgaOptions> = {}): OpenFgaStore {
  const resolved = resolveOpenFgaOptions({
    apiUrl: url,
    model: 'model',
    apiToken: TOKEN,
    timeoutMs: 1_000,
    ...options,
  });
  const connection = new OpenFgaConnection(resolved);
  return new OpenFgaStore({ connection, storeId: ID, modelId: ID, options: resolved });
}

function failure(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    (value) => value,
    (error: unknown) => (error instanceof DependencyUnavailableError ? error.message : error),
  );
}

describe('a change that OpenFGA answers with 400', () => {
  it.each([
    ['is refused for good, whatever the code', 'validation_error', 'invalid_tuple'],
    ['is refused in the words of the port', 'relation_not_found', 'relation_not_found'],
    ['is an outage where the model is gone', 'authorization_model_not_found', undefined],
  ])('%s', async (_, code, reason) => {
    script = [status(400, { code, message: 'cannot write a tuple that is implicit' })];
    await expect(storeWith().write(CHANGE, {})).rejects.toMatchObject(
      reason === undefined ? { code: 'ZT_DEPENDENCY_UNAVAILABLE' } : { reason },
    );
  });
});

describe('an engine on OpenFGA', () => {
  const connections = async (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_, count) => resolve(count)));

  it('leaves no connection behind when the application ends', async () => {
    const store = storeWith();
    await store.check(QUESTION, {});
    expect(await connections()).toBe(1);
    store.close();
    await expect.poll(connections).toBe(0);
  });

  it('leaves no connection behind when it cannot start', async () => {
    script = [status(200, { id: ID }), status(200, { authorization_models: 'none' })];
    const starting = openfga({
      apiUrl: url,
      storeId: ID,
      model: 'model\n  schema 1.1\ntype user\n',
      maxRetries: 0,
    });
    await expect(starting.create()).rejects.toThrow(DependencyUnavailableError);
    expect(received.length).toBeGreaterThan(0);
    await expect.poll(connections).toBe(0);
  });
});

describe('a connection to OpenFGA', () => {
  it('sends the token, and keeps its connection', async () => {
    const store = storeWith();
    for (let turn = 0; turn < 3; turn++) expect(await store.check(QUESTION, {})).toBe(true);
    expect(received.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(`Bearer ${TOKEN}`));
    expect(new Set(received.map(({ socket }) => socket)).size).toBe(1);
  });

  it.each([
    ['a reset', reset],
    ['a 500', status(500)],
    ['a 503', status(503)],
    ['a 429', status(429)],
    ['an unusable answer', status(200, { allowed: 'yes' })],
  ])('asks again after %s', async (_what, fault) => {
    script = [fault, fault, grant];
    expect(await storeWith().check(QUESTION, {})).toBe(true);
    expect(received).toHaveLength(3);
  });

  it.each([400, 401, 403, 404])('does not ask again after a %i', async (code) => {
    script = [status(code)];
    expect(await failure(storeWith().check(QUESTION, {}))).toContain(`answered with status ${code}`);
    expect(received).toHaveLength(1);
  });

  it('repeats no change that may have happened, unless repeating it changes nothing', async () => {
    script = [reset, status(200)];
    expect(await failure(storeWith().write(CHANGE, {}))).toContain('OpenFGA');
    expect(received).toHaveLength(1);
    script = [reset, status(200)];
    await storeWith().write(CHANGE, { onDuplicate: 'ignore' });
    expect(received).toHaveLength(3);
  });

  it('does not take an ignored duplicate for leave to repeat a strict delete', async () => {
    script = [reset, status(200)];
    const change = { writes: [QUESTION], deletes: [{ ...QUESTION, object: 'order:2' }] };
    expect(await failure(storeWith().write(change, { onDuplicate: 'ignore' }))).toContain('OpenFGA');
    expect(received).toHaveLength(1);
  });

  it.each([409, 429])('repeats a change that a %i kept from happening', async (code) => {
    script = [status(code), status(200)];
    await storeWith().write(CHANGE, {});
    expect(received).toHaveLength(2);
  });

  it('gives up at its deadline, retries included', async () => {
    script = [status(500), silence];
    const started = performance.now();
    expect(await failure(storeWith({ timeoutMs: 200 }).check(QUESTION, {}))).toContain(
      'no answer within 200 ms',
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('gives up when the caller does, and does not hold it against the server', async () => {
    const store = storeWith({ breakerFailures: 1 });
    script = [silence, grant];
    expect(await failure(store.check(QUESTION, { signal: AbortSignal.timeout(50) }))).toContain(
      'the caller gave up',
    );
    expect(await store.check(QUESTION, {})).toBe(true);
  });

  it('leaves a server alone that failed, until one question finds it back', async () => {
    const store = storeWith({ breakerFailures: 2, breakerCooldownMs: 150, maxRetries: 0 });
    script = [status(500)];
    for (let turn = 0; turn < 2; turn++)
      expect(await failure(store.check(QUESTION, {}))).toContain('status 500');
    expect(await failure(store.check(QUESTION, {}))).toContain('not asked');
    expect(received).toHaveLength(2);
    await sleep(200);
    script = [(_request, response) => setTimeout(() => grant(_request, response), 50)];
    const answers = await Promise.all([1, 2, 3].map(() => failure(store.check(QUESTION, {}))));
    expect(answers.filter((answer) => answer === true)).toHaveLength(1);
    expect(received).toHaveLength(3);
    expect(await store.check(QUESTION, {})).toBe(true);
  });

  it('does not follow a redirect, which would take the token elsewhere', async () => {
    script = [(_request, response) => response.writeHead(307, { location: `${url}/elsewhere` }).end(), grant];
    expect(await failure(storeWith({ maxRetries: 0 }).check(QUESTION, {}))).toContain('status 307');
    expect(received).toHaveLength(1);
  });

  it('shows neither token nor answer in an error, nor hands on an error that holds them', async () => {
    for (const fault of [status(500, { message: TOKEN }), status(401, { code: TOKEN }), reset, silence]) {
      script = [fault];
      const error: unknown = await storeWith({ timeoutMs: 100 })
        .check(QUESTION, {})
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DependencyUnavailableError);
      expect(JSON.stringify([String(error), error, (error as Error).cause])).not.toContain(TOKEN);
    }
  });

  it('refuses a list that took as long as the server may have cut it at', async () => {
    const slow: Answer = (_request, response) => {
      response.write('{"result":{"object":"order:1"}}\n');
      setTimeout(() => response.end(), 400);
    };
    script = [slow];
    const query = { subject: 'user:bob', relation: 'viewer', type: 'order' };
    expect(await failure(storeWith({ listTimeoutMs: 200 }).listObjects(query, {}))).toContain(
      'within 200 ms',
    );
  });
});
