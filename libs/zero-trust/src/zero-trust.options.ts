import type { AuditSink } from './audit/audit-sink.port.js';
import type { ConditionContext } from './authorization/access/condition-context.js';
import type { FieldsOptions } from './authorization/fields/fields.options.js';
import type { PermissionsOptions } from './authorization/permissions/permissions.options.js';
import type { PoliciesOptions } from './authorization/policies/policies.options.js';
import type { RelationshipsOption } from './authorization/relationships/relationships-option.js';
import type { ReportOnlyRule } from './enforcement/report-only/report-only.options.js';
import type { IdentityOptions } from './identity/identity.options.js';
import type { StandingOptions } from './identity/standing/standing.options.js';
import type { Clock } from './kernel/clock.port.js';
import type { StateStore } from './kernel/state-store.port.js';
import type { Sunsets } from './lifecycle/sunsets.js';
import type { ConsumersOptions } from './lifecycle/consumers/consumers.options.js';
import type { LimitsOptions } from './traffic/limits/limits.options.js';

/** Options of `ZeroTrustModule`. Everything but the issuers has a safe default. */
export interface ZeroTrustOptions {
  /**
   * Who may call: whose tokens and certificates are believed.
   *
   * @see docs/identity.md
   */
  readonly identity: IdentityOptions;
  /**
   * Where relationships are kept and evaluated, such as `embeddedRelationships({…})`.
   *
   * @defaultValue none: a route with `@CanAccess` then stops the boot
   * @see docs/relationships.md
   */
  readonly relationships?: RelationshipsOption;
  /**
   * By object type, the relation without which an object answers 404, not 403.
   *
   * @defaultValue `{}`
   */
  readonly visibleBy?: Readonly<Record<string, string>>;
  /**
   * Objects that a caller may not see are answered at whole multiples of this time after the question, in milliseconds,
   * so that hidden ones take as long as absent ones; 0 for at once. Should be above what the relationship engine needs.
   *
   * @defaultValue 5
   * @see docs/relationships.md#hidden-objects
   */
  readonly hiddenAnswerMs?: number;
  /**
   * Gives the values that the conditions of the relationship model ask for, for every question of a request.
   *
   * @defaultValue none: conditions see the tuple alone
   * @see docs/relationships.md#conditions
   */
  readonly relationshipContext?: ConditionContext;
  /**
   * What policies learn of callers and of their surroundings.
   *
   * @see docs/policies.md
   */
  readonly policies?: PoliciesOptions;
  /**
   * Who holds which permission, for `@Permissions`.
   *
   * @see docs/authorization.md#permissions
   */
  readonly permissions?: PermissionsOptions;
  /**
   * How strictly routes must say what they return, with `@Returns`.
   *
   * @see docs/fields.md
   */
  readonly fields?: FieldsOptions;
  /**
   * How revocations and locks reach every instance.
   *
   * @see docs/standing.md
   */
  readonly standing?: StandingOptions;
  /**
   * How many requests are accepted, from whom.
   *
   * @see docs/limits-and-validation.md
   */
  readonly limits?: LimitsOptions;
  /**
   * What becomes of audit records.
   *
   * @see docs/audit.md
   */
  readonly audit?: {
    /**
     * Where audit records go.
     *
     * @defaultValue a JSON-lines file in the folder `audit`
     */
    readonly sink?: AuditSink;
  };
  /**
   * Dates (ISO 8601) by the names that `@Sunset` and `@Deprecated` use, alone or with brownouts.
   *
   * @defaultValue `{}`
   */
  readonly sunsets?: Sunsets;
  /**
   * Who is told of consumers that still call what is deprecated or ends.
   *
   * @see docs/lifecycle.md#who-still-calls
   */
  readonly lifecycle?: ConsumersOptions;
  /**
   * Proxies whose `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host` are believed: addresses or CIDR ranges.
   *
   * @defaultValue `[]`: none
   */
  readonly trustedProxies?: readonly string[];
  /**
   * Scheme and authority under which callers reach this API, `https://api.example.com`. DPoP proofs are made for it, and
   * challenges point to it. Without it, `Host` is believed, which a thief of a proof can forge.
   *
   * @defaultValue none: what each request says, forwarding headers only from `trustedProxies`
   * @see docs/possession.md#the-url-of-a-proof
   */
  readonly publicOrigin?: string;
  /** What all instances share. */
  readonly state?: {
    /**
     * Where DPoP proofs that have been used are remembered; `redisState().stateStore` for several instances.
     *
     * @defaultValue the memory of this process
     */
    readonly store?: StateStore;
  };
  /**
   * Paths that are served outside Nest's routes on purpose (static files, a mounted framework), each with its reason. A
   * trailing `/*` covers what is below. No stage guards them.
   *
   * @defaultValue `{}`: anything but a route answers 404
   */
  readonly rawRoutes?: Readonly<Record<string, string>>;
  /**
   * What is recorded only and not enforced yet, for trying rules on real traffic.
   *
   * @defaultValue `[]`: everything is enforced
   * @see docs/report-only.md
   */
  readonly reportOnly?: readonly ReportOnlyRule[];
  /**
   * Longest time for one stage, in milliseconds; expiry is a deny (503).
   *
   * @defaultValue 5,000
   */
  readonly stageTimeoutMs?: number;
  /**
   * Largest body, in bytes, that a request may announce. The framework's own parser limit holds as well.
   *
   * @defaultValue 102,400
   */
  readonly maxBodyBytes?: number;
  /**
   * Most members and items that a body or query may hold, all levels together: validation costs per value.
   *
   * @defaultValue 2,000
   */
  readonly maxPayloadValues?: number;
  /**
   * Whether the guard covers the whole application. `false` is for applications that bind the exported guards by hand.
   *
   * @defaultValue true
   * @see docs/guards-by-hand.md
   */
  readonly global?: boolean;
  /**
   * Whether the endpoints below `/zero-trust` are served, for callers with the scopes `security:read` and
   * `security:admin`.
   *
   * @defaultValue false
   * @see docs/standing.md#endpoints
   */
  readonly management?: boolean;
  /**
   * The time, in milliseconds: `{ now(): number }`.
   *
   * @defaultValue the system's clock
   */
  readonly clock?: Clock;
}
