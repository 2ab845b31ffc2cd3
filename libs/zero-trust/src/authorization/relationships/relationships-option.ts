import type { OnApplicationShutdown } from '@nestjs/common';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { RelationshipEngine } from './relationship-engine.port.js';
import type { TransactionalWriter } from './transactional-writer.port.js';

/**
 * Which relationship engine a module uses, as the value of its `relationships` option. Made by a function
 * such as `embeddedRelationships()`; the module calls `create` once, when the application starts.
 */
export interface RelationshipsOption {
  /** Names the engine in posture and logs. */
  readonly kind: string;
  /**
   * Names the options by which answers may be older than the newest state, such as `"decisionCacheSeconds"`. What promises
   * fresh answers refuses such an engine, as `withOutbox()` does.
   *
   * @defaultValue none
   */
  readonly staleBy?: readonly string[];
  /** Writes within the application's own transactions; only where its database keeps the tuples. */
  readonly writer?: TransactionalWriter;
  /**
   * The same model in an engine of this process's memory alone, without any tuple: what tests put in its place.
   *
   * @defaultValue none: tests use the engine itself
   */
  readonly inMemory?: () => RelationshipsOption;
  /**
   * Nest ends the engine with the application; whoever makes one without Nest calls `onApplicationShutdown` in the end.
   *
   * @throws {RelationshipError} when the engine cannot start, which must stop the boot
   */
  create(): MaybePromise<RelationshipEngine & Partial<OnApplicationShutdown>>;
}
