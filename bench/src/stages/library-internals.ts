import type { Admission } from '../../../libs/zero-trust/src/enforcement/admission.js';
import type { RequestContexts } from '../../../libs/zero-trust/src/enforcement/http/request-contexts.js';
import type { RoutePlan } from '../../../libs/zero-trust/src/enforcement/plan.js';
import type { RoutePlans } from '../../../libs/zero-trust/src/enforcement/route-plans.js';
import type { RouteTable } from '../../../libs/zero-trust/src/enforcement/route-table.js';
import type { walk } from '../../../libs/zero-trust/src/enforcement/walk.js';
import type { AuditEntry } from '../../../libs/zero-trust/src/audit/audit-entry.js';
import type { AddressLimiter } from '../../../libs/zero-trust/src/traffic/limits/address-limiter.js';

export type { Admission, RoutePlan };

/** Parts of the library that it does not export. */
export interface Internals {
  readonly Admission: typeof Admission;
  readonly AddressLimiter: typeof AddressLimiter;
  readonly RequestContexts: typeof RequestContexts;
  readonly RoutePlans: typeof RoutePlans;
  readonly RouteTable: typeof RouteTable;
  readonly AuditEntry: typeof AuditEntry;
  readonly walk: typeof walk;
}

const BUILD = '../../../libs/zero-trust/dist';
const FILES = [
  'audit/audit-entry',
  'enforcement/admission',
  'enforcement/http/request-contexts',
  'enforcement/route-plans',
  'enforcement/route-table',
  'enforcement/walk',
  'traffic/limits/address-limiter',
];

/**
 * Loads them from the build by file: the very modules that the package's entry has loaded. Nobody but a bench of its
 * inside may reach for them.
 */
export async function loadInternals(): Promise<Internals> {
  const modules = await Promise.all(
    FILES.map((file) => import(new URL(`${BUILD}/${file}.js`, import.meta.url).href) as Promise<object>),
  );
  return Object.assign({}, ...modules) as Internals;
}
