import type { StageName } from '../../kernel/stage.js';

/** How a handler is reached; `raw` is what is served outside of Nest's handlers. */
export type HandlerKind = 'http' | 'raw' | 'message' | 'websocket' | 'graphql';

/** A stage whose denials are recorded instead of enforced. */
export interface ReportOnlyPosture {
  readonly stage: StageName;
  /** The policies, if it is only some of them; `null` for the whole stage. */
  readonly policies: readonly string[] | null;
  readonly reason: string;
  /** ISO 8601; `null` for no end. */
  readonly until: string | null;
}

/** An older version that may demand less than a newer one, for a time. */
export interface WeakerThanPosture {
  readonly version: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly until: string;
}

/** One way into the application with its controls. Plain data: it survives JSON. */
export interface RoutePosture {
  readonly kind: HandlerKind;
  /** Upper-case method, `ALL` for any; `EVENT`, `SUBSCRIBE`, `QUERY` and the like for handlers of another kind. */
  readonly method: string;
  /** The path as it is served; the pattern, event or field for handlers of another kind. */
  readonly path: string;
  /** `null` where versions are not told apart, or every version is answered. */
  readonly version: string | null;
  /** `OrdersController.findOne`; `null` for what is no handler of Nest's. */
  readonly handler: string | null;
  /** Why everybody may call it; `null` if a verified identity is needed. */
  readonly public: string | null;
  /** Why no object is checked although the path names one; `null` if that was not said. */
  readonly noObjectCheck: string | null;
  /** Why nobody may call it; `null` if somebody may. */
  readonly denied: string | null;
  readonly weakerThan: readonly WeakerThanPosture[];
  readonly reportOnly: readonly ReportOnlyPosture[];
  /** What each stage demands here, one by one, each in a few words; a stage that demands nothing is left out. */
  readonly controls: Readonly<Partial<Record<StageName, readonly string[]>>>;
}
