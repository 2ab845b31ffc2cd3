import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { RelationshipEngine } from './relationship-engine.port.js';

/**
 * Which relationship engine a module uses, as the value of its `relationships` option. Made by a function
 * such as `embeddedRelationships()`; the module calls `create` once, when the application starts.
 */
export interface RelationshipsOption {
  /** Names the engine in posture and logs. */
  readonly kind: string;
  /** @throws {RelationshipError} when the engine cannot start, which must stop the boot */
  create(): MaybePromise<RelationshipEngine>;
}
