import type { BuiltRequest } from './build-request.js';

/** Where and how long requests are sent. */
export interface MatrixServer {
  readonly address: string;
  readonly timeoutMs: number;
}

/** What a request was answered, as far as the matrix is about it. */
export interface MatrixAnswer {
  readonly status: number;
  readonly code: string | undefined;
}

/** Sends a request and reads the code of a problem response; any other body is left unread. */
export async function sendRequest(
  { address, timeoutMs }: MatrixServer,
  { method, path, headers, body }: BuiltRequest,
): Promise<MatrixAnswer> {
  const response = await fetch(new URL(path, address), {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, code: await codeOf(response) };
}

async function codeOf(response: Response): Promise<string | undefined> {
  if (response.status < 400 || !isJson(response)) {
    await response.body?.cancel();
    return undefined;
  }
  const problem: unknown = await response.json();
  const code =
    typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function isJson({ headers }: Response): boolean {
  return /[/+]json\b/.test(headers.get('content-type') ?? '');
}
