import { Ajv, type ErrorObject } from 'ajv';
import { jsonLinesFile } from './audit/json-lines-audit-sink.js';
import type { AuditSink } from './audit/audit-sink.port.js';
import type { ConditionContext } from './authorization/access/condition-context.js';
import type { ResolvedFieldsOptions } from './authorization/fields/fields.options.js';
import {
  resolvePermissionsOptions,
  type ResolvedPermissionsOptions,
} from './authorization/permissions/permissions.options.js';
import {
  resolvePoliciesOptions,
  type ResolvedPoliciesOptions,
} from './authorization/policies/policies.options.js';
import type { RelationshipsOption } from './authorization/relationships/relationships-option.js';
import type { ReportOnlyRule } from './enforcement/report-only/report-only.options.js';
import { resolveIdentityOptions, type ResolvedIdentityOptions } from './identity/identity.options.js';
import {
  resolveStandingOptions,
  type ResolvedStandingOptions,
} from './identity/standing/standing.options.js';
import { isAcceptableIssuerUrl } from './identity/issuer-url.js';
import { systemClock, type Clock } from './kernel/clock.port.js';
import { didYouMean } from './enforcement/did-you-mean.js';
import { BootError, type Finding } from './kernel/errors.js';
import { isOrigin } from './kernel/http-origin.js';
import { isSecureUrl } from './kernel/secure-url.js';
import type { StateStore } from './kernel/state-store.port.js';
import {
  resolveConsumersOptions,
  type ResolvedConsumersOptions,
} from './lifecycle/consumers/consumers.options.js';
import { resolveInstant } from './lifecycle/resolve-instant.js';
import type { Sunsets } from './lifecycle/sunsets.js';
import { optionFindings } from './option-findings.js';
import { isCidr } from './traffic/address/source-address.js';
import {
  DEFAULT_LIMITS,
  type LimitsOptions,
  type ResolvedLimitsOptions,
} from './traffic/limits/limits.options.js';
import { OPTIONS_SCHEMA } from './zero-trust.options.schema.js';
import type { ZeroTrustOptions } from './zero-trust.options.js';

/** {@link ZeroTrustOptions} with every default filled in, frozen. */
export interface ResolvedZeroTrustOptions {
  readonly identity: ResolvedIdentityOptions;
  readonly relationships: RelationshipsOption | undefined;
  readonly visibleBy: Readonly<Record<string, string>>;
  readonly hiddenAnswerMs: number;
  readonly relationshipContext: ConditionContext | undefined;
  readonly policies: ResolvedPoliciesOptions;
  readonly permissions: ResolvedPermissionsOptions;
  readonly fields: ResolvedFieldsOptions;
  readonly standing: ResolvedStandingOptions;
  readonly limits: ResolvedLimitsOptions;
  readonly audit: { readonly sink: AuditSink };
  readonly sunsets: Sunsets;
  readonly lifecycle: ResolvedConsumersOptions;
  readonly trustedProxies: readonly string[];
  readonly publicOrigin: string | undefined;
  readonly state: { readonly store: StateStore | undefined };
  readonly rawRoutes: Readonly<Record<string, string>>;
  readonly reportOnly: readonly ReportOnlyRule[];
  readonly stageTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly maxPayloadValues: number;
  readonly global: boolean;
  readonly management: boolean;
  readonly clock: Clock;
}

/** What each format is, in words. */
const FORMATS: Readonly<Record<string, string>> = {
  cidr: 'an address or CIDR range such as 10.0.0.0/8',
  instant: 'an ISO 8601 date such as 2027-12-31T23:59:59Z',
  'issuer-url': 'an https URL (http only on a loopback host) without query, fragment and user info',
  origin: 'scheme and authority such as https://api.example.com (http only on a loopback host), nothing else',
  'secure-url': 'an https URL (http only on a loopback host) without fragment and user info',
  'object-type': 'a type of the relationship model, such as user',
};

// `verbose` tells which names there are where one is unknown.
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });
ajv.addFormat('cidr', isCidr);
ajv.addFormat('instant', (value) => resolveInstant(value, {}) !== undefined);
ajv.addFormat('issuer-url', isAcceptableIssuerUrl);
ajv.addFormat('origin', isOrigin);
ajv.addFormat('secure-url', isSecureUrl);
ajv.addFormat('object-type', /^[^:#@*\s]{1,254}$/);
ajv.addKeyword({ keyword: 'implements', schemaType: 'array', validate: hasMethods });
ajv.addKeyword({ keyword: 'callable', schemaType: 'boolean', validate: isCallable });
ajv.addKeyword({ keyword: 'distinct', schemaType: 'object', validate: isDistinct });
ajv.addKeyword({ keyword: 'namesTier', schemaType: 'string', validate: namesTier });
const validate = ajv.compile<ZeroTrustOptions>(OPTIONS_SCHEMA);

/**
 * Checks the options, fills in the defaults and freezes the result. What the caller passed stays as it is.
 *
 * @throws {@link BootError} `ZT_OPTIONS_INVALID` with every problem, its path and what is expected
 */
export function resolveOptions(options: unknown): ResolvedZeroTrustOptions {
  if (!validate(options)) {
    // What lies below these keywords says in parts what the keyword's own error says as a whole.
    const errors = (validate.errors ?? []).filter(
      ({ schemaPath }) => !/\/(?:anyOf|propertyNames)\//.test(schemaPath),
    );
    throw new BootError('ZT_OPTIONS_INVALID', errors.map(describeError));
  }
  const findings = optionFindings(options);
  if (findings.length > 0) throw new BootError('ZT_OPTIONS_INVALID', findings);
  return Object.freeze({
    identity: deepFreeze(resolveIdentityOptions(options.identity)),
    relationships: options.relationships,
    visibleBy: deepFreeze({ ...options.visibleBy }),
    hiddenAnswerMs: options.hiddenAnswerMs ?? 5,
    relationshipContext: options.relationshipContext,
    policies: freezePolicies(resolvePoliciesOptions(options.policies)),
    permissions: deepFreeze(resolvePermissionsOptions(options.permissions)),
    fields: Object.freeze({ undeclared: options.fields?.undeclared ?? 'refuse' }),
    standing: Object.freeze(resolveStandingOptions(options.standing)),
    limits: Object.freeze(resolveLimits(options.limits)),
    audit: Object.freeze({
      sink: options.audit?.sink ?? jsonLinesFile({ directory: 'audit', prefix: 'audit' }),
    }),
    sunsets: deepFreeze(structuredClone(options.sunsets ?? {})),
    lifecycle: Object.freeze(resolveConsumersOptions(options.lifecycle)),
    trustedProxies: deepFreeze([...(options.trustedProxies ?? [])]),
    publicOrigin: options.publicOrigin,
    state: Object.freeze({ store: options.state?.store }),
    rawRoutes: deepFreeze({ ...options.rawRoutes }),
    reportOnly: deepFreeze(structuredClone(options.reportOnly ?? [])),
    stageTimeoutMs: options.stageTimeoutMs ?? 5_000,
    maxBodyBytes: options.maxBodyBytes ?? 102_400,
    maxPayloadValues: options.maxPayloadValues ?? 2_000,
    global: options.global ?? true,
    management: options.management ?? false,
    clock: options.clock ?? systemClock,
  });
}

/** Sources and files may have a state of their own. */
function freezePolicies(policies: ResolvedPoliciesOptions): ResolvedPoliciesOptions {
  deepFreeze(policies.claims);
  return Object.freeze(policies);
}

function resolveLimits({ perAddress, ...given }: LimitsOptions = {}): ResolvedLimitsOptions {
  return {
    windowSeconds: given.windowSeconds ?? DEFAULT_LIMITS.windowSeconds,
    tiers: Object.freeze({ ...(given.tiers ?? DEFAULT_LIMITS.tiers) }),
    defaultTier: given.defaultTier,
    tierClaim: given.tierClaim ?? DEFAULT_LIMITS.tierClaim,
    perAddress: Object.freeze({
      limit: perAddress?.limit ?? DEFAULT_LIMITS.perAddress.limit,
      windowSeconds: perAddress?.windowSeconds ?? DEFAULT_LIMITS.perAddress.windowSeconds,
    }),
    storage: given.storage,
    storageTimeoutMs: given.storageTimeoutMs ?? DEFAULT_LIMITS.storageTimeoutMs,
  };
}

type Properties = Readonly<Record<string, unknown>>;

function hasMethods(methods: readonly string[], value: Properties): boolean {
  return methods.every((method) => typeof value[method] === 'function');
}

function isCallable(expected: boolean, value: unknown): boolean {
  return (typeof value === 'function') === expected;
}

/** No two items have the same value of a property. The schema gives each property its default. */
function isDistinct(properties: Properties, items: readonly (Properties | null)[]): boolean {
  return Object.entries(properties).every(
    ([property, fallback]) =>
      new Set(items.map((item) => item?.[property] ?? fallback)).size === items.length,
  );
}

function namesTier(property: string, limits: Properties): boolean {
  const tier = limits[property];
  const tiers = limits['tiers'] ?? DEFAULT_LIMITS.tiers;
  return typeof tier !== 'string' || Object.hasOwn(tiers, tier);
}

function describeError({ instancePath, keyword, params, message, parentSchema }: ErrorObject): Finding {
  const where = describePath(instancePath);
  const details = params as Readonly<Record<string, unknown>>;
  const detail = (name: string): string => String(details[name]);
  switch (keyword) {
    case 'additionalProperties':
      return finding(
        `${where}.${detail('additionalProperty')}`,
        'is not an option',
        didYouMean(detail('additionalProperty'), propertiesOf(parentSchema)) ??
          'Remove it, or correct its name.',
      );
    case 'required':
      return finding(`${where}.${detail('missingProperty')}`, 'is missing', 'Add it.');
    case 'format':
      return finding(where, 'is malformed', `It should be ${FORMATS[detail('format')] ?? 'well-formed'}.`);
    case 'enum':
      return finding(where, 'is not an allowed value', `Use one of ${detail('allowedValues')}.`);
    case 'distinct':
      return finding(where, 'has two alike', 'Name each issuer once.');
    case 'namesTier':
      return finding(`${where}.defaultTier`, 'names no tier', "Use one of the names in 'tiers'.");
    case 'propertyNames':
      return finding(`${where}.${detail('propertyName')}`, 'is not a path', "It should begin with '/'.");
    case 'anyOf':
      return finding(
        where,
        'is not what is expected',
        'It should be a text or a list of texts, none of them empty.',
      );
    case 'callable':
      return finding(where, 'is not what is expected', 'It should be a function.');
    case 'implements':
      return finding(where, 'lacks a method', 'It should be an object with the methods of its port.');
    default:
      return finding(where, 'is not what is expected', `It ${message ?? 'should be well-formed'}.`);
  }
}

/** The names that a schema knows. */
function propertiesOf(schema: Properties | undefined): readonly string[] {
  return Object.keys((schema?.['properties'] as Properties | undefined) ?? {});
}

/** `/identity/issuers/0` as `options.identity.issuers[0]` (RFC 6901 §4 escapes `/` and `~` in names). */
function describePath(pointer: string): string {
  const names = pointer.split('/').slice(1);
  const steps = names.map((name) => (/^\d+$/.test(name) ? `[${name}]` : `.${name}`));
  return `options${steps.join('').replaceAll('~1', '/').replaceAll('~0', '~')}`;
}

function finding(where: string, problem: string, remedy: string): Finding {
  return { where, problem, remedy };
}

/** For data only: sinks, clocks and engines have state of their own. */
function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value) as unknown[]) {
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}
