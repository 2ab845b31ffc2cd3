import type { AuditSink } from './audit/audit-sink.port.js';
import type { RelationshipsOption } from './authorization/relationships/relationships-option.js';
import type { IdentityOptions } from './identity/identity.options.js';
import type { Clock } from './kernel/clock.port.js';
import type { LimitsOptions } from './traffic/limits/limits.options.js';

/** Options of `ZeroTrustModule`. Everything but the issuers has a safe default. */
export interface ZeroTrustOptions {
  /** Whose tokens are believed. */
  readonly identity: IdentityOptions;
  /**
   * Where relationships are kept and evaluated.
   *
   * @defaultValue none: a route with `@CanAccess` then stops the boot
   */
  readonly relationships?: RelationshipsOption;
  /**
   * By object type, the relation without which an object answers 404, not 403.
   *
   * @defaultValue `{}`
   */
  readonly visibleBy?: Readonly<Record<string, string>>;
  readonly limits?: LimitsOptions;
  readonly audit?: {
    /**
     * Where audit records go.
     *
     * @defaultValue a JSON-lines file in the folder `audit`
     */
    readonly sink?: AuditSink;
  };
  /**
   * Dates (ISO 8601) by the names that `@Sunset` uses.
   *
   * @defaultValue `{}`
   */
  readonly sunsets?: Readonly<Record<string, string>>;
  /**
   * Proxies whose `X-Forwarded-For` is believed: addresses or CIDR ranges.
   *
   * @defaultValue `[]`: none
   */
  readonly trustedProxies?: readonly string[];
  /**
   * Paths that are served outside Nest's routes on purpose (static files, a mounted framework), each with its reason. A
   * trailing `/*` covers what is below. No stage guards them.
   *
   * @defaultValue `{}`: anything but a route answers 404
   */
  readonly rawRoutes?: Readonly<Record<string, string>>;
  /**
   * Longest time for one stage, in milliseconds; expiry is a deny (503).
   *
   * @defaultValue 5,000
   */
  readonly stageTimeoutMs?: number;
  /**
   * Largest body, in bytes, that a request may announce.
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
   */
  readonly global?: boolean;
  /**
   * The time.
   *
   * @defaultValue the system's clock
   */
  readonly clock?: Clock;
}
