import { Ajv, type ErrorObject } from 'ajv';
import { jsonLinesFile } from './audit/json-lines-audit-sink.js';
import type { AuditSink } from './audit/audit-sink.port.js';
import type { RelationshipsOption } from './authorization/relationships/relationships-option.js';
import {
  resolveIdentityOptions,
  type IssuerOptions,
  type ResolvedIdentityOptions,
} from './identity/identity.options.js';
import { isAcceptableIssuerUrl } from './identity/issuer-url.js';
import { systemClock, type Clock } from './kernel/clock.port.js';
import { BootError, type Finding } from './kernel/errors.js';
import { resolveInstant } from './lifecycle/resolve-instant.js';
import { isCidr } from './traffic/address/source-address.js';
import { DEFAULT_LIMITS, type ResolvedLimitsOptions } from './traffic/limits/limits.options.js';
import { OPTIONS_SCHEMA } from './zero-trust.options.schema.js';
import type { ZeroTrustOptions } from './zero-trust.options.js';

/** {@link ZeroTrustOptions} with every default filled in, frozen. */
export interface ResolvedZeroTrustOptions {
  readonly identity: ResolvedIdentityOptions;
  readonly relationships: RelationshipsOption | undefined;
  readonly visibleBy: Readonly<Record<string, string>>;
  readonly limits: ResolvedLimitsOptions;
  readonly audit: { readonly sink: AuditSink };
  readonly sunsets: Readonly<Record<string, string>>;
  readonly trustedProxies: readonly string[];
  readonly rawRoutes: Readonly<Record<string, string>>;
  readonly stageTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly global: boolean;
  readonly clock: Clock;
}

/** What each format is, in words. */
const FORMATS: Readonly<Record<string, string>> = {
  cidr: 'an address or CIDR range such as 10.0.0.0/8',
  instant: 'an ISO 8601 date such as 2027-12-31T23:59:59Z',
  'issuer-url': 'an https URL (http only on a loopback host) without query, fragment and user info',
  'object-type': 'a type of the relationship model, such as user',
};

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
ajv.addFormat('cidr', isCidr);
ajv.addFormat('instant', (value) => resolveInstant(value, {}) !== undefined);
ajv.addFormat('issuer-url', isAcceptableIssuerUrl);
ajv.addFormat('object-type', /^[^:#@*\s]{1,254}$/);
ajv.addKeyword({
  keyword: 'implements',
  schemaType: 'array',
  validate: (methods: readonly string[], value: Record<string, unknown>) =>
    methods.every((method) => typeof value[method] === 'function'),
});
const validate = ajv.compile(OPTIONS_SCHEMA);

/**
 * Checks the options, fills in the defaults and freezes the result. What the caller passed stays as it is.
 *
 * @throws {@link BootError} `ZT_OPTIONS_INVALID` with every problem, its path and what is expected
 */
export function resolveOptions(options: unknown): ResolvedZeroTrustOptions {
  const findings = validate(options) ? findContradictions(options as unknown as ZeroTrustOptions) : [];
  findings.push(
    ...(validate.errors ?? []).filter(({ schemaPath }) => !schemaPath.includes('/anyOf/')).map(describeError),
  );
  if (findings.length > 0) throw new BootError('ZT_OPTIONS_INVALID', findings);
  const given = options as unknown as ZeroTrustOptions;
  return Object.freeze({
    identity: deepFreeze(resolveIdentityOptions(given.identity)),
    relationships: given.relationships,
    visibleBy: deepFreeze({ ...given.visibleBy }),
    limits: deepFreeze(resolveLimits(given.limits)),
    audit: Object.freeze({
      sink: given.audit?.sink ?? jsonLinesFile({ directory: 'audit', prefix: 'audit' }),
    }),
    sunsets: deepFreeze({ ...given.sunsets }),
    trustedProxies: deepFreeze([...(given.trustedProxies ?? [])]),
    rawRoutes: deepFreeze({ ...given.rawRoutes }),
    stageTimeoutMs: given.stageTimeoutMs ?? 5_000,
    maxBodyBytes: given.maxBodyBytes ?? 102_400,
    global: given.global ?? true,
    clock: given.clock ?? systemClock,
  });
}

function resolveLimits(given: ZeroTrustOptions['limits']): ResolvedLimitsOptions {
  return {
    ...DEFAULT_LIMITS,
    ...given,
    tiers: { ...(given?.tiers ?? DEFAULT_LIMITS.tiers) },
    defaultTier: given?.defaultTier,
    perAddress: { ...DEFAULT_LIMITS.perAddress, ...given?.perAddress },
  };
}

/** What no schema can say. */
function findContradictions({ identity, limits }: ZeroTrustOptions): Finding[] {
  const findings: Finding[] = [];
  findings.push(...repeated(identity.issuers, 'issuer', ({ issuer }) => issuer));
  findings.push(...repeated(identity.issuers, 'subjectType', ({ subjectType }) => subjectType ?? 'user'));
  const tiers = limits?.tiers ?? DEFAULT_LIMITS.tiers;
  if (limits?.defaultTier !== undefined && !Object.hasOwn(tiers, limits.defaultTier)) {
    findings.push({
      where: 'options.limits.defaultTier',
      problem: 'names no tier',
      remedy: `Use one of ${Object.keys(tiers).join(', ')}.`,
    });
  }
  return findings;
}

/** Two issuers must not be one, nor share subjects of the relationship graph: `alice` of one is not `alice` of the other. */
function repeated(
  issuers: readonly IssuerOptions[],
  option: 'issuer' | 'subjectType',
  read: (issuer: IssuerOptions) => string,
): Finding[] {
  return issuers.flatMap((issuer, index) => {
    if (issuers.findIndex((other) => read(other) === read(issuer)) === index) return [];
    return {
      where: `options.identity.issuers[${index}].${option}`,
      problem: `is the same as that of an issuer before it`,
      remedy: option === 'issuer' ? 'Name each issuer once.' : 'Give each issuer a subject type of its own.',
    };
  });
}

function describeError({ instancePath, keyword, params, message }: ErrorObject): Finding {
  const where = `options${instancePath.replaceAll(/\/(\d+)/g, '[$1]').replaceAll('/', '.')}`;
  const details = params as Record<string, unknown>;
  switch (keyword) {
    case 'additionalProperties':
      return finding(
        `${where}.${String(details['additionalProperty'])}`,
        'is not an option',
        'Remove it, or correct its name.',
      );
    case 'required':
      return finding(`${where}.${String(details['missingProperty'])}`, 'is missing', 'Add it.');
    case 'format':
      return finding(
        where,
        'is malformed',
        `It should be ${FORMATS[String(details['format'])] ?? 'well-formed'}.`,
      );
    case 'enum':
      return finding(
        where,
        'is not one of the allowed values',
        `Use one of ${String(details['allowedValues'])}.`,
      );
    case 'implements':
      return finding(where, 'lacks a method', `It should be an object with the methods of its port.`);
    default:
      return finding(where, 'is not what is expected', `It ${message ?? 'should be well-formed'}.`);
  }
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
