import type { DenialCode } from './codes.js';
import type { ReturnedShape } from './returns.decorator.js';
import type { Constructor, RouteDeclaration } from './route-declaration.js';

/** Objects that a request must name, and what the caller must be to them. */
export interface ObjectFact {
  readonly relation: string;
  readonly type: string;
  /** Where the ids come from: `params.id`, `function orderOf`. */
  readonly from: string;
  /** Whether an object that the caller may not see is answered like one that is not there. */
  readonly isHidden: boolean;
}

/** Objects that a route lists: only those to which the caller has the relation. */
export interface ListFact {
  readonly relation: string;
  readonly type: string;
}

/** How strong and recent a sign-in must be. */
export interface SignInFact {
  /** Of which one is needed; `undefined` for any. */
  readonly acr: readonly string[] | undefined;
  readonly maxAgeSeconds: number | undefined;
  /** Who need not have signed in, in words; `undefined` if nobody is exempt. */
  readonly exempt: string | undefined;
}

/** One limit that a request counts against. */
export interface LimitFact {
  readonly per: 'address' | 'identity';
  /** Whether only requests of this route count. */
  readonly isOfRoute: boolean;
  /** Requests in the window; by tier where identities differ. */
  readonly limit: number | Readonly<Record<string, number>>;
  readonly windowSeconds: number;
}

/** When a route is, or was, no longer recommended and served. Times are epoch milliseconds. */
export interface LifetimeFact {
  readonly deprecatedSince: number | undefined;
  readonly end: number | undefined;
  readonly successor: string | undefined;
  readonly docs: string | undefined;
  readonly brownouts: readonly { readonly from: number; readonly until: number }[];
}

/** A denial that the compiled plan of a route can end in. */
export interface DenialFact {
  readonly code: DenialCode;
  /** As HTTP answers it. */
  readonly status: number;
}

/** What a compiled route demands and answers, in plain data, for those who publish it. */
export interface RouteFacts {
  readonly route: RouteDeclaration;
  readonly isPublic: boolean;
  readonly scopes: readonly string[];
  readonly permissions: readonly string[];
  /** Services of which the caller's certificate must name one; none: any caller. */
  readonly services: readonly string[];
  /** Whether a token must be bound to a key. */
  readonly isSenderConstrained: boolean;
  readonly signIns: readonly SignInFact[];
  readonly objects: readonly ObjectFact[];
  readonly lists: readonly ListFact[];
  /** By name. */
  readonly policies: readonly string[];
  readonly limits: readonly LimitFact[];
  readonly lifetime: LifetimeFact | undefined;
  /** What the handler answers with; `undefined` if it does not say. */
  readonly returned: { readonly shape: ReturnedShape } | undefined;
  /** Media types of the body; none: JSON. */
  readonly consumes: readonly string[];
  /** Each once, in the order in which they are asked. */
  readonly denials: readonly DenialFact[];
}

/** A property of a class that bodies or answers are of. */
export interface FieldFact {
  readonly name: string;
  /** The class of its objects, or of those in its list. */
  readonly nested: Constructor | undefined;
  /** What a caller must be to see it, each; none: everybody sees it. */
  readonly visibleTo: readonly string[];
  /** What a caller must be to set it, each; none: everybody sets it. */
  readonly writableBy: readonly string[];
}

/** With what callers may show who they are. */
export interface CredentialFacts {
  /** Issuer identifiers. */
  readonly issuers: readonly string[];
  /** Signature algorithms of DPoP proofs. */
  readonly dpopAlgorithms: readonly string[];
  /** Whether client certificates are believed at all. */
  readonly certificates: boolean;
  /** Whether a certificate alone makes a caller. */
  readonly certificatesAlone: boolean;
}
