import { SkipThrottle, Throttle } from '@nestjs/throttler';
import {
  allOf,
  anyOf,
  CanAccess,
  Deprecated,
  HasRole,
  NoObjectCheck,
  not,
  ObjectHiddenError,
  Permissions,
  Policy,
  Public,
  Scopes,
  SelfOr,
  SenderConstrained,
  StepUp,
  Sunset,
  type AccessPolicy,
  type PolicyTerm,
} from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { controllerWith } from './support/boot.js';
import { startMtlsApp } from './support/mtls-app.js';
import { codesOf, documentOf, readDocument, type ReadOperation } from './support/read-document.js';

const OPTIONS = { permissions: { roles: { auditor: ['orders:audit'] } } };

/** Of every route that takes a token. */
const TOKEN = [
  'ZT_CREDENTIALS_MISSING',
  'ZT_CREDENTIALS_MALFORMED',
  'ZT_TOKEN_INVALID',
  'ZT_TOKEN_EXPIRED',
  'ZT_TOKEN_SCHEME_MISMATCH',
  'ZT_PROOF_MISSING',
  'ZT_PROOF_INVALID',
  'ZT_PROOF_REPLAYED',
  'ZT_CERTIFICATE_MISMATCH',
  'ZT_TOKEN_REVOKED',
  'ZT_STEP_UP_REQUIRED',
];
const OUTAGE = ['ZT_AUDIT_UNAVAILABLE', 'ZT_DEPENDENCY_UNAVAILABLE'];
const STANDING = ['ZT_SUBJECT_LOCKED', 'ZT_SUBJECT_SUSPENDED'];
const LIMITS = ['ZT_ADDRESS_LIMITED', 'ZT_PRINCIPAL_LIMITED'];

/** `GET /orders/:id` with these decorators, as the document describes it. */
async function described(...decorators: readonly MethodDecorator[]): Promise<ReadOperation> {
  const controllers = [controllerWith(':id', ...decorators)];
  const { paths } = await documentOf({ controllers, options: OPTIONS });
  return paths['/orders/{id}']?.['get'] as ReadOperation;
}

/** Whether the codes of a route are among those that are expected. */
const holds = (actual: object, expected: object): boolean => {
  try {
    expect(actual).toMatchObject(expected);
    return true;
  } catch {
    return false;
  }
};

const guarded = (...decorators: readonly MethodDecorator[]) =>
  described(Scopes('orders:read'), NoObjectCheck('orders are no secret'), ...decorators);

describe('the document of a route', () => {
  it('says that a public one needs nothing, and is refused for limits and outages alone', async () => {
    const found = await described(Public('everybody may'));
    expect(found['security']).toEqual([]);
    expect(codesOf(found)).toEqual({ 429: ['ZT_ADDRESS_LIMITED'], 503: OUTAGE });
  });

  it('says so, too, of one that is not even limited', async () => {
    const found = await described(Public('a probe'), SkipThrottle());
    expect(codesOf(found)).toEqual({ 503: OUTAGE });
    expect(found).not.toHaveProperty('x-rate-limit');
  });

  it('names the scopes with each way to show a token, and every code by its status', async () => {
    const found = await guarded(Scopes('orders:audit'));
    const scopes = ['orders:audit', 'orders:read'];
    expect(found['security']).toEqual([
      { bearer: scopes },
      { openId: scopes },
      { dpop: scopes, dpopProof: [] },
    ]);
    expect(codesOf(found)).toEqual({
      401: TOKEN,
      403: [...STANDING, 'ZT_SCOPE_MISSING'],
      429: LIMITS,
      503: OUTAGE,
    });
  });

  it('shows what an answer of each status carries beside its problem', async () => {
    const { responses } = await guarded(Sunset('2999-01-01'));
    const headers = Object.entries(responses).map(([status, answer]) => [
      status,
      Object.keys(answer.headers ?? {}).filter((name) => name !== 'Deprecation' && name !== 'Sunset'),
    ]);
    expect(Object.fromEntries(headers)).toEqual({
      200: [],
      401: ['WWW-Authenticate'],
      403: ['WWW-Authenticate'],
      410: [],
      429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
      503: ['Retry-After'],
      default: [],
    });
  });

  it('has problems with every member that an answer of the library has', async () => {
    await using mtls = await startMtlsApp({});
    const { components } = readDocument(mtls.app.app);
    const response = await mtls.app.request('POST', '/services/payouts');
    const problem = (await response.json()) as object;
    const schema = components['schemas']?.['Problem'] as { readonly required: readonly string[] };
    const { required } = schema;
    expect(required.toSorted()).toEqual(Object.keys(problem).toSorted());
    const example = components['examples']?.['ZT_CREDENTIALS_MISSING'] as { readonly value: object };
    expect(Object.keys(example.value).toSorted()).toEqual(required.toSorted());
  });

  it.each<[string, MethodDecorator, object, object]>([
    [
      '@CanAccess',
      CanAccess('viewer', 'order'),
      { 'x-can-access': [{ relation: 'viewer', type: 'order', id: 'params.id', hidden: false }] },
      { 403: expect.arrayContaining(['ZT_RELATION_MISSING', 'ZT_OBJECT_ID_INVALID']) as unknown },
    ],
    [
      '@Permissions',
      Permissions('orders:audit'),
      { 'x-permissions': ['orders:audit'] },
      { 403: expect.arrayContaining(['ZT_PERMISSION_MISSING']) as unknown },
    ],
    [
      '@Policy',
      Policy(SelfOr()),
      { 'x-policies': ['SelfOr(params.id)'] },
      { 403: expect.arrayContaining(['ZT_POLICY_DENIED']) as unknown },
    ],
    [
      '@StepUp',
      StepUp({ maxAgeSeconds: 300, acr: 'mfa', exempt: function isRobot() { return false; } }), // prettier-ignore
      { 'x-step-up': [{ acr: ['mfa'], maxAgeSeconds: 300, exempt: 'isRobot' }] },
      {},
    ],
    [
      '@SenderConstrained',
      SenderConstrained(),
      { 'x-sender-constrained': true, security: [{ dpop: ['orders:read'], dpopProof: [] }] },
      { 401: expect.arrayContaining(['ZT_TOKEN_NOT_BOUND']) as unknown },
    ],
    [
      '@Throttle',
      Throttle({ default: { limit: 5, ttl: 60_000 } }),
      {
        'x-rate-limit': expect.arrayContaining([
          { per: 'identity', of: 'route', limit: 5, windowSeconds: 60 },
        ]) as unknown,
      },
      {},
    ],
    [
      '@Deprecated',
      Deprecated({ since: '2026-01-01', docs: '/changes' }),
      { deprecated: true, 'x-deprecation': { since: '2026-01-01T00:00:00.000Z', docs: '/changes' } },
      {},
    ],
    [
      '@Sunset',
      Sunset('2999-01-01', {
        successor: '/v2/orders',
        brownouts: [{ from: '2998-01-01', until: '2998-01-02' }],
      }),
      {
        deprecated: true,
        'x-sunset': {
          date: '2999-01-01T00:00:00.000Z',
          successor: '/v2/orders',
          brownouts: [{ from: '2998-01-01T00:00:00.000Z', until: '2998-01-02T00:00:00.000Z' }],
        },
      },
      { 410: ['ZT_VERSION_GONE', 'ZT_VERSION_BROWNOUT'] },
    ],
  ])('says what %s demands, and nothing of it without', async (_name, decorator, said, codes) => {
    const [without, found] = [await guarded(), await guarded(decorator)];
    expect(found).toMatchObject(said);
    expect(codesOf(found)).toMatchObject(codes);
    expect(without).not.toMatchObject(said);
    expect(holds(codesOf(without), codes)).toBe(Object.keys(codes).length === 0);
  });

  it('says 404 of objects that are hidden, and 403 only where they may be seen', async () => {
    const codes = async (relation: string): Promise<unknown> => {
      const controllers = [controllerWith(':id', CanAccess(relation, 'order'))];
      const { paths } = await documentOf({ controllers, options: { visibleBy: { order: 'viewer' } } });
      return codesOf(paths['/orders/{id}']?.['get'] as ReadOperation);
    };
    expect(await codes('viewer')).toMatchObject({ 403: STANDING, 404: ['ZT_NOT_FOUND'] });
    expect(await codes('editor')).toMatchObject({
      403: [...STANDING, 'ZT_RELATION_MISSING'],
      404: ['ZT_NOT_FOUND'],
    });
  });

  it('says what a policy of the application may tell, however deep it stands, and nothing of it for others', async () => {
    class Telling implements AccessPolicy {
      evaluate(): never {
        throw new ObjectHiddenError('of another tenant');
      }
    }
    const codes = async (policy: PolicyTerm): Promise<unknown> => {
      const controllers = [controllerWith(':id', NoObjectCheck('the policy says'), Policy(policy))];
      const { paths } = await documentOf({ controllers, providers: [Telling] });
      const { 403: forbidden, 404: hidden } = codesOf(paths['/orders/{id}']?.['get'] as ReadOperation);
      return { forbidden, hidden };
    };
    const telling = {
      forbidden: [...STANDING, 'ZT_POLICY_DENIED', 'ZT_SCOPE_MISSING'],
      hidden: ['ZT_NOT_FOUND'],
    };
    for (const policy of [
      Telling,
      anyOf(SelfOr(), allOf(HasRole('a'), Telling)),
      SelfOr({ policy: Telling }),
    ])
      expect(await codes(policy)).toEqual(telling);
    for (const policy of [SelfOr(), not(anyOf(HasRole('a'), SelfOr({ policy: HasRole('b') })))])
      expect(await codes(policy)).toEqual({
        forbidden: [...STANDING, 'ZT_POLICY_DENIED'],
        hidden: undefined,
      });
  });

  it('demands the certificate of a service, with a token or alone', async () => {
    await using mtls = await startMtlsApp({});
    const { paths, components } = readDocument(mtls.app.app);
    const found = paths['/services/payouts']?.['post'] as ReadOperation;
    expect(found['security']).toEqual([
      { bearer: [], clientCertificate: [] },
      { openId: [], clientCertificate: [] },
      { dpop: [], dpopProof: [], clientCertificate: [] },
      { clientCertificate: [] },
    ]);
    expect(components['securitySchemes']?.['clientCertificate']).toMatchObject({ type: 'mutualTLS' });
    expect(codesOf(found)[403]).toEqual([...STANDING, 'ZT_CERTIFICATE_MISSING', 'ZT_SERVICE_REFUSED']);
  });
});
