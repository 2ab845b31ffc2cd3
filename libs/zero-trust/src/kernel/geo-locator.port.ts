/** Where a network address is, as far as a database knows. */
export interface GeoLocation {
  /** ISO 3166-1 alpha-2, upper case: `US`. */
  readonly country: string;
}

/** Finds where a network address is. Asked at most once per request, and only if a policy wants to know. */
export interface GeoLocator {
  /** @returns the place, or `undefined` if it is not known; an error or a promise counts as not known. */
  locate(address: string): GeoLocation | undefined;
}

/** Injection token of the {@link GeoLocator} port. */
export const GeoLocator = Symbol('GeoLocator');
