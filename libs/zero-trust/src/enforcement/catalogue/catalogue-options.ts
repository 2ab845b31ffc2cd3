import type { AccessOptions } from '../../authorization/access/access.options.js';
import type { ResolvedIdentityOptions } from '../../identity/index.js';
import type { LifecycleOptions } from '../../lifecycle/lifecycle.options.js';
import type { ResolvedLimitsOptions } from '../../traffic/limits/limits.options.js';

/** The options that what routes demand depends on, beside their decorators. */
export interface CatalogueOptions {
  readonly identity: ResolvedIdentityOptions;
  readonly access: AccessOptions;
  readonly limits: ResolvedLimitsOptions;
  readonly lifecycle: LifecycleOptions;
}
