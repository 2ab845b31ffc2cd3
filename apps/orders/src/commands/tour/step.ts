import type { SampleEnvironment } from '@sample/shared';

/** What the API answered. */
export interface TourAnswer {
  /** 0 if the connection was refused. */
  readonly status: number;
  /** `ZT_…`, where the answer is a problem. */
  readonly code: string | undefined;
  readonly headers: Headers;
  /** Parsed where it is JSON, else as text; `undefined` where it is empty. */
  readonly body: unknown;
}

/** What the contract promises for a step. */
export interface Promised {
  readonly status: number;
  readonly code?: string;
}

/** Stands for the id of the order that the tour makes. */
export const CREATED = ':created';

/** One promise of the API, and the request that shows it. */
export interface TourStep {
  /** Who calls: a key of the tour's tokens. */
  readonly who: string;
  readonly method: string;
  /** May contain {@link CREATED}. */
  readonly path: string;
  /** Sent as JSON, or as it is when `contentType` is given. */
  readonly body?: unknown;
  readonly contentType?: string;
  /** How the token is called. @defaultValue `DPoP` for who holds its key, `Bearer` for all others */
  readonly scheme?: 'DPoP';
  /** Sends the DPoP proof of the step before once more. */
  readonly repeatsProof?: true;
  /** Shown in a TLS handshake, in place of a token: a key of the tour's certificates. */
  readonly certificate?: string;
  /** Any of these is as promised. */
  readonly promised: readonly [Promised, ...Promised[]];
  readonly why: string;
  /** Judges what status and code do not tell; returns what is wrong. */
  readonly verify?: (answer: TourAnswer) => string | undefined;
  /** The answer's `id` is the order that later steps use. */
  readonly creates?: true;
}

/** What decides some of the promises: the time, and the settings of the running API. */
export interface TourConditions {
  readonly now: Date;
  readonly environment: Pick<SampleEnvironment, 'authIssuer' | 'sunsetV1'>;
  /** `jti` of the token that somebody loses. */
  readonly lostTokenId: string;
  /** `sub` of somebody who has just registered; `undefined` where nobody can for now. */
  readonly newcomerId: string | undefined;
}
