/** A request, as lines: its target, then headers and body. `TOKEN` stands for Alice's. */
export type OddRequest = readonly string[];

const TOKEN = 'Authorization: TOKEN';
const JSON_TYPE = 'Content-Type: application/json';
const ORDER =
  '{"organizationId":"acme","customerName":"A","customerEmail":"a@b.example","items":[{"sku":"SKU-0001","quantity":1}]}';
const OVERSIZED = `{"organizationId":"acme","padding":"${'x'.repeat(110_000)}"}`;

const withToken = (targets: readonly string[]): readonly OddRequest[] =>
  targets.map((target) => [target, TOKEN]);

const sent = (body: string): readonly string[] => [`Content-Length: ${body.length}`, '', body];

const chunked = (body: string): readonly string[] => [
  'Transfer-Encoding: chunked',
  '',
  body.length.toString(16),
  body,
  '0',
  '',
  '',
];

const typed = (target: string, types: readonly string[]): readonly OddRequest[] =>
  types.map((type) => [target, TOKEN, `Content-Type: ${type}`, ...sent(ORDER)]);

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Bodies that are no order, or one of odd spelling. */
const BODIES: readonly string[] = [
  ORDER,
  `  ${ORDER}\n`,
  `\u00ef\u00bb\u00bf${ORDER}`,
  ORDER.slice(0, -1),
  `${ORDER}x`,
  '',
  ' ',
  '"acme"',
  '12',
  'null',
  'true',
  '[]',
  '{}',
  '{"a":',
  '{"__proto__":{}}',
  '{"organizationId":"acme","__proto__":{"a":1}}',
  '{"organizationId":"acme","constructor":{"prototype":{"a":1}}}',
  '{"organizationId":"acme","organizationId":"globex"}',
  '{"organizationId":"acme\\u0000"}',
  nested(5_000),
  `{"organizationId":"acme","items":${nested(5_000)}}`,
];

const ROUTES_WITHOUT_A_BODY = [
  'GET /v2/orders/12345',
  'HEAD /v2/orders/12345',
  'DELETE /v2/orders/99999',
  'POST /v2/orders/12345/approve',
];

/** What clients do not send, and attackers do, by what is odd about it. */
export const ODD_REQUESTS: Readonly<Record<string, readonly OddRequest[]>> = {
  'spellings of a path': withToken([
    'GET /v2/orders/12345/',
    'GET /V2/Orders/12345',
    'GET //v2/orders',
    'GET /v2//orders',
    'GET /v2%2forders',
    'GET /%76%32/orders',
    'GET /v2/%6frders/12345',
    'GET /v2/orders\\12345',
    'GET /v2/orders/12345;a=b',
    'GET /v2/orders;limit=1',
    'GET /v2/orders/12345%3flimit=1',
    'GET /v2/orders/12345%23x',
    'GET /v2/orders#x',
    'GET /v2/orders?limit=1#x',
    'GET /v2/inventory/../orders',
    'GET /v2/inventory/..',
    'GET /v2/inventory/x%2fy',
    'GET v2/orders',
    'GET http://x/v2/orders/12345',
    'GET http://evil.example/v2/orders',
    'GET *',
  ]),
  'paths that cannot be decoded': [
    ...withToken(['/v2/orders/12345%ff', '/v2/orders/12345%', '/v2/inventory/%c0%af'].map((p) => `GET ${p}`)),
    ['GET /v2/orders/12345%'],
    ['GET /nope%ff'],
    ['GET /%'],
  ],
  'long parameters': [
    ...withToken([100, 300, 5_000].map((length) => `GET /v2/orders/${'1'.repeat(length)}`)),
    [`GET /v2/orders/${'1'.repeat(300)}`],
  ],
  queries: withToken(
    ['limit=1&limit=2', 'limit[]=1', 'limit[a]=1', 'limit=%ff', 'limit=%', 'limit=+1', 'limit=', 'limit']
      .concat(['__proto__=1', 'constructor=1', '&&', ';limit=1', 'limit=1;cursor=x', 'x=\\'])
      .map((query) => `GET /v2/orders?${query}`),
  ),
  methods: [
    ...withToken(
      ['OPTIONS', 'TRACE', 'PUT', 'PROPFIND', 'SEARCH', 'QUERY', 'FOO', 'HEAD'].map((m) => `${m} /v2/orders`),
    ),
    ['PUT /v2/orders/12345', TOKEN, JSON_TYPE, ...sent('{}')],
    ['OPTIONS *'],
    ['HEAD /v2/orders'],
    ['HEAD /nope'],
    ['GET /v2/orders', TOKEN, 'X-HTTP-Method-Override: DELETE'],
  ],
  'other origins': [
    ['GET /v2/orders', TOKEN, 'Origin: https://evil.example'],
    ['OPTIONS /v2/orders', 'Origin: https://evil.example', 'Access-Control-Request-Method: POST'],
    ['OPTIONS /nope', 'Origin: https://evil.example', 'Access-Control-Request-Method: POST'],
  ],
  preconditions: [
    ['GET /v2/orders/12345', TOKEN, 'If-None-Match: *'],
    ['GET /v2/orders/99999', TOKEN, 'If-None-Match: *'],
    ['HEAD /v2/orders/12345', TOKEN, 'If-None-Match: *'],
    ['GET /v2/orders/12345', TOKEN, 'If-None-Match: "x"'],
    ['GET /v2/orders/12345', TOKEN, 'If-Modified-Since: Wed, 21 Oct 2037 07:28:00 GMT'],
    ['GET /v2/orders/12345', TOKEN, 'If-Match: "x"'],
    ['GET /v2/orders/12345', TOKEN, 'Range: bytes=0-1'],
  ],
  negotiation: [
    ['GET /v2/orders/12345', TOKEN, 'Accept: text/html'],
    ['GET /v2/orders/12345', TOKEN, 'Accept-Version: 1'],
    ['GET /v2/orders/12345', TOKEN, 'Accept-Encoding: gzip'],
  ],
  'bodies of every kind': [
    ...BODIES.map((body) => ['POST /v2/orders', TOKEN, JSON_TYPE, ...sent(body)]),
    ['POST /v2/orders', TOKEN, JSON_TYPE],
    ['POST /v2/orders', TOKEN],
    ['POST /v2/orders', TOKEN, ...sent(ORDER)],
    ['POST /v2/orders', JSON_TYPE, ...sent('{')],
    ['PATCH /v2/orders/12345', TOKEN, JSON_TYPE],
    ['PATCH /v2/orders/12345', TOKEN],
    ['POST /v2/users', JSON_TYPE, ...sent('{')],
    ['POST /v2/users'],
  ],
  'bodies of unknown length': [
    ['POST /v2/orders', TOKEN, JSON_TYPE, ...chunked(ORDER)],
    ['POST /v2/orders', TOKEN, JSON_TYPE, 'Transfer-Encoding: chunked', '', '0', '', ''],
    ['POST /v2/orders', TOKEN, JSON_TYPE, ...chunked(OVERSIZED)],
    ['POST /v2/orders', TOKEN, ...chunked(ORDER)],
  ],
  'bodies where none is read': ROUTES_WITHOUT_A_BODY.flatMap((target) => [
    [target, TOKEN, JSON_TYPE],
    [target, TOKEN, JSON_TYPE, ...sent('')],
    [target, TOKEN, JSON_TYPE, ...sent('{}')],
    [target, TOKEN, JSON_TYPE, ...sent('{')],
    [target, TOKEN, 'Content-Type: text/plain', ...sent('x')],
    [target, TOKEN, 'Content-Type: garbage', ...sent('x')],
    [target, TOKEN, 'Content-Type:', ...sent('x')],
    [target, TOKEN, ...sent('x')],
  ]),
  'media types': typed('POST /v2/orders', [
    'application/json; charset=utf-8',
    'application/json; charset="utf-8"',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json; charset=foo',
    'application/json; x=y',
    'application/json;',
    'application/json, text/plain',
    'Application/JSON',
    'application/vnd.api+json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'json',
    '/',
    '',
  ]),
  'content codings': ['gzip', 'deflate', 'br', 'identity', 'foo'].map((coding) => [
    'POST /v2/orders',
    TOKEN,
    JSON_TYPE,
    `Content-Encoding: ${coding}`,
    ...sent(ORDER),
  ]),
  'what is hardly HTTP': [
    ['GET /v2/orders', TOKEN, 'Expect: 100-continue'],
    ['GET /v2/orders', TOKEN, 'Expect: magic'],
    ['GET /v2/orders', TOKEN, 'Host: y'],
    ['GET /v2/orders', TOKEN, 'Upgrade: websocket'],
    ['GET /v2/orders', TOKEN, 'Content-Length: x'],
    ['GET /v2/orders', TOKEN, `X-Big: ${'x'.repeat(20_000)}`],
    ['POST /v2/orders', TOKEN, JSON_TYPE, 'Transfer-Encoding: gzip'],
    ['GET '],
  ],
};
