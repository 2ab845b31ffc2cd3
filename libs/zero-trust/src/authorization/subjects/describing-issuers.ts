import type { Principal } from '../../kernel/principal.js';

/** Whose claims tell roles, attributes and permissions. */
export interface DescribingIssuersInit {
  /** Identifiers of the issuers whose tokens are believed in this. */
  readonly issuers: readonly string[];
  /** Whether the options say something of services that are known by their certificates. */
  readonly describesServices: boolean;
}

const NO_CLAIMS: Principal['claims'] = Object.freeze({});

/** Says which issuers' word on their callers' roles, attributes and permissions counts: it would count for every object. */
export class DescribingIssuers {
  readonly #issuers: ReadonlySet<string>;
  /** Whether nothing is believed of anybody. */
  readonly isEmpty: boolean;

  constructor({ issuers, describesServices }: DescribingIssuersInit) {
    this.#issuers = new Set(issuers);
    this.isEmpty = issuers.length === 0 && !describesServices;
  }

  /** The claims that policies may go by. Those of a caller known by its certificate alone are in this application's options. */
  claimsOf({ credential, issuer, claims }: Principal): Principal['claims'] {
    return credential === 'certificate' || this.#issuers.has(issuer) ? claims : NO_CLAIMS;
  }
}
