import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a request sent to an API. */
export interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An API that accepts everything, and remembers it. */
export interface OpenApi extends AsyncDisposable {
  readonly origin: string;
  readonly seen: readonly SeenRequest[];
}

/** Starts an API whose every answer is this one. */
export async function startOpenApi(
  answer: (response: ServerResponse) => unknown = (response) => response.end('ok'),
): Promise<OpenApi> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body });
      return answer(response);
    });
  });
  const { authority, close } = await listenOnLoopback(server);
  return { origin: `http://${authority}`, seen, [Symbol.asyncDispose]: close };
}

/** Listens on a free port. */
export async function listenOnLoopback(
  server: Pick<Server, 'address' | 'close' | 'closeAllConnections' | 'listen'>,
): Promise<{ readonly authority: string; readonly close: () => Promise<void> }> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  return { authority: `127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
