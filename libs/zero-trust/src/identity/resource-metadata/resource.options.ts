/** What this API says about itself (RFC 9728). */
export interface ResourceOptions {
  /**
   * Resource identifier, an `https` URL.
   *
   * @defaultValue the first audience of the first issuer
   */
  readonly identifier?: string;
  /** Name for people. */
  readonly name?: string;
  /** Where developers read on. */
  readonly documentationUrl?: string;
}

/** {@link ResourceOptions} with every default filled in. */
export interface ResolvedResourceOptions {
  /** `undefined` for the first audience of the first issuer. */
  readonly identifier: string | undefined;
  readonly name: string | undefined;
  readonly documentationUrl: string | undefined;
}

/** Fills in the defaults of options that have been validated. */
export function resolveResourceOptions({
  identifier,
  name,
  documentationUrl,
}: ResourceOptions = {}): ResolvedResourceOptions {
  return { identifier, name, documentationUrl };
}
