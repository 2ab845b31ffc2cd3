import { asksClasses } from '../../authorization/policies/policy-term.js';
import { POLICIES } from '../../authorization/policies/policy.decorator.js';
import type { DenialCode } from '../../kernel/codes.js';
import type { DenialKind } from '../../kernel/decision.js';
import type { DenialFact, RouteFacts } from '../../kernel/route-facts.js';
import type { StageName } from '../../kernel/stage.js';
import type { RoutePlan } from '../plan.js';
import { STATUS_OF } from '../problem.js';
import type { CatalogueOptions } from './catalogue-options.js';

/** What of a route decides which denials it can end in. */
export interface DenialContext {
  readonly demands: Omit<RouteFacts, 'denials'>;
  readonly options: CatalogueOptions;
}

type Denials = Partial<Record<DenialKind, readonly DenialCode[]>>;
type DenialsOf = (context: DenialContext) => Denials;

/** What each stage can deny with, where its route raises the question. Faults of the application itself are none of these. */
const STAGE_DENIALS: Readonly<Record<StageName, DenialsOf>> = {
  'check-lifecycle': ({ demands: { lifetime } }) => ({
    gone: ['ZT_VERSION_GONE', ...codes((lifetime?.brownouts.length ?? 0) > 0, 'ZT_VERSION_BROWNOUT')],
  }),
  authenticate: ({ options: { identity } }) => ({
    unauthenticated: [
      'ZT_CREDENTIALS_MISSING',
      'ZT_CREDENTIALS_MALFORMED',
      'ZT_TOKEN_INVALID',
      'ZT_TOKEN_EXPIRED',
      'ZT_TOKEN_SCHEME_MISMATCH',
      ...codes(
        identity.issuers.some(({ tiers }) => tiers !== undefined),
        'ZT_TIER_REFUSED',
      ),
      ...codes(
        identity.issuers.some(({ requiresTenant }) => requiresTenant),
        'ZT_TENANT_REFUSED',
      ),
      ...codes(identity.certificates !== undefined, 'ZT_CERTIFICATE_INVALID'),
      ...codes(Object.keys(identity.certificates?.services ?? {}).length > 0, 'ZT_SERVICE_UNKNOWN'),
    ],
  }),
  'prove-possession': ({ demands, options: { identity } }) => ({
    unauthenticated: [
      'ZT_PROOF_MISSING',
      'ZT_PROOF_INVALID',
      'ZT_PROOF_REPLAYED',
      ...codes(identity.dpop.requireNonce, 'ZT_PROOF_NONCE_NEEDED'),
      'ZT_CERTIFICATE_MISMATCH',
      ...codes(demands.isSenderConstrained, 'ZT_TOKEN_NOT_BOUND'),
    ],
  }),
  'check-standing': () => ({
    unauthenticated: ['ZT_TOKEN_REVOKED', 'ZT_STEP_UP_REQUIRED'],
    forbidden: ['ZT_SUBJECT_LOCKED', 'ZT_SUBJECT_SUSPENDED'],
  }),
  'limit-principal': ({ demands: { isPublic } }) => ({
    'rate-limited': [isPublic ? 'ZT_ADDRESS_LIMITED' : 'ZT_PRINCIPAL_LIMITED'],
  }),
  'check-services': () => ({
    unauthenticated: ['ZT_CERTIFICATE_INVALID'],
    forbidden: ['ZT_CERTIFICATE_MISSING', 'ZT_SERVICE_REFUSED'],
  }),
  'check-scopes': ({ demands: { scopes, permissions } }) => ({
    forbidden: [
      ...codes(scopes.length > 0, 'ZT_SCOPE_MISSING'),
      ...codes(permissions.length > 0, 'ZT_PERMISSION_MISSING'),
    ],
  }),
  'check-freshness': () => ({ unauthenticated: ['ZT_STEP_UP_REQUIRED'] }),
  'check-relationship': ({ demands: { objects }, options: { access } }) => ({
    forbidden: [
      ...codes(
        objects.some(({ relation, type }) => access.visibleBy[type] !== relation),
        'ZT_RELATION_MISSING',
      ),
      ...codes(
        objects.some(({ isHidden }) => !isHidden),
        'ZT_OBJECT_ID_INVALID',
      ),
    ],
    'not-found': codes(
      objects.some(({ isHidden }) => isHidden),
      'ZT_NOT_FOUND',
    ),
  }),
  'check-policies': ({ demands: { objects, route } }) => {
    // With a ScopeMissingError or an ObjectHiddenError.
    const mayTell = asksClasses(route.declared(POLICIES).flat());
    return {
      forbidden: ['ZT_POLICY_DENIED', ...codes(mayTell, 'ZT_SCOPE_MISSING')],
      // There may be relationships of an object that the application no longer has.
      'not-found': codes(mayTell || objects.length > 0, 'ZT_NOT_FOUND'),
    };
  },
  'inspect-request': () => ({ invalid: ['ZT_INVALID_REQUEST'] }),
  'check-fields': () => ({ forbidden: ['ZT_FIELD_NOT_WRITABLE'] }),
  'confirm-objects': () => ({ forbidden: ['ZT_OBJECT_ID_INVALID'] }),
};

/** Everything that the plan of a route can end in before its handler runs, by the stage table. */
export function denialsOf(plan: RoutePlan, context: DenialContext): readonly DenialFact[] {
  const asked = [
    admissionDenials(plan),
    ...plan.steps.map(({ name }) => STAGE_DENIALS[name](context)),
    bodyDenials(plan),
  ];
  const facts = asked.flatMap((denials) =>
    Object.entries(denials).flatMap(([kind, list]) =>
      list.map((code) => ({ code, status: STATUS_OF[kind as DenialKind] })),
    ),
  );
  return [...new Map(facts.map((fact) => [`${fact.status} ${fact.code}`, fact])).values()];
}

function admissionDenials({ skipsAddressLimit }: RoutePlan): Denials {
  return {
    'rate-limited': codes(!skipsAddressLimit, 'ZT_ADDRESS_LIMITED'),
    unavailable: ['ZT_AUDIT_UNAVAILABLE', 'ZT_DEPENDENCY_UNAVAILABLE'],
  };
}

/** What is said of a body before, or while, it is read. */
function bodyDenials({ route }: RoutePlan): Denials {
  if (!route.parameters.some(({ source }) => source === 'body')) return {};
  return {
    invalid: ['ZT_BAD_REQUEST'],
    'too-large': ['ZT_PAYLOAD_TOO_LARGE'],
    'unsupported-media-type': ['ZT_UNSUPPORTED_MEDIA_TYPE'],
  };
}

function codes(holds: boolean, code: DenialCode): readonly DenialCode[] {
  return holds ? [code] : [];
}
