import type { AttributeValue } from '../../kernel/attribute-value.js';
import type { Device } from '../../kernel/device-registry.port.js';
import type { Principal } from '../../kernel/principal.js';
import type { ResourceAttributes } from '../../kernel/resource-loader.port.js';

export type { AttributeValue } from '../../kernel/attribute-value.js';

/** What is known of a caller beyond its identity: read from claims by a mapping, or given by a provider. */
export interface SubjectAttributes {
  /** None if nobody says so. */
  readonly roles: readonly string[];
  /** Granted by roles and, if configured, by a claim; see `@Permissions`. */
  readonly permissions: ReadonlySet<string>;
  readonly department: string | undefined;
  readonly clearance: number | undefined;
  readonly tier: string | undefined;
  readonly tenant: string | undefined;
  /** Further attributes, by the names that the application declares. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** Who asks. */
export interface PolicySubject extends SubjectAttributes {
  readonly issuer: string;
  /** `sub`; the same person only together with the issuer. */
  readonly id: string;
  /** How and when the caller signed in. */
  readonly authentication: Principal['authentication'];
  /** Everything that was verified. */
  readonly principal: Principal;
}

/** An object that is judged. */
export interface PolicyObject extends ResourceAttributes {
  /** Its type in the relationship graph. */
  readonly type: string;
  readonly id: string;
}

/** When, from where, with what. Each is worked out at most once per request, when first read. */
export interface PolicyEnvironment {
  readonly now: Date;
  /** Settled from trusted proxies only. */
  readonly sourceAddress: string;
  /** ISO 3166-1 alpha-2; `undefined` if it is not known. */
  readonly country: string | undefined;
  readonly device: Device | undefined;
  /** From 0 (usual) to 100; `undefined` if it is not known. */
  readonly risk: number | undefined;
}

/** What a policy judges. */
export interface PolicyInput<Resource = unknown> {
  readonly subject: PolicySubject;
  /** The application's own object that `@CanAccess` granted; `undefined` on routes without one. */
  readonly resource: Resource;
  /** The same object by its attributes; `undefined` on routes without one. */
  readonly object: PolicyObject | undefined;
  /** What is to be done: the name given by `@Action`, or else the handler, `OrdersController.approve`. */
  readonly action: string;
  /** Route parameters, decoded; each a single text. */
  readonly params: Readonly<Record<string, string>>;
  readonly environment: PolicyEnvironment;
}
