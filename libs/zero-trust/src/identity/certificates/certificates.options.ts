/** Which name of a certificate says what service it stands for. */
export type ServiceNameKind = 'spiffe' | 'dns' | 'common-name';

/** Headers in which a gateway passes on the certificate of its client: RFC 9440, and Envoy's own. */
export type ForwardedCertificateHeader = 'client-cert' | 'x-forwarded-client-cert';

/** Who a service is, and what it may do, when it shows a certificate and no token. */
export interface ServiceGrant {
  /** Its subject, as `sub` in a token: none of `: # @ *`, no white space. */
  readonly subject: string;
  /** @defaultValue the name in the certificate */
  readonly clientId?: string;
  readonly scopes: readonly string[];
  /**
   * What policies and limits read, as the claims of a token.
   *
   * @defaultValue `{}`
   */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A TLS listener beside the application's own, for callers with a certificate only. */
export interface TlsListenerOptions {
  /** Port to listen on; 0 for a free one. */
  readonly port: number;
  /**
   * Address to bind to.
   *
   * @defaultValue `127.0.0.1`
   */
  readonly host?: string;
  /** The listener's own certificate and what leads to its root, PEM. */
  readonly certFile: string;
  /** Its private key, PEM. */
  readonly keyFile: string;
  /**
   * How long requests that are under way may take when the application closes.
   *
   * @defaultValue 5
   */
  readonly drainSeconds?: number;
}

/** Which client certificates are believed, and what they mean. */
export interface CertificateOptions {
  /** Certificate authorities whose certificates are believed, root and intermediate, PEM. */
  readonly caFiles: readonly string[];
  /**
   * Revocation lists, PEM. If there is any, then every authority of a chain needs one that is not out of date.
   *
   * @defaultValue `[]`: nothing is revoked before it expires
   */
  readonly crlFiles?: readonly string[];
  /**
   * How often the files are looked at for changes.
   *
   * @defaultValue 1
   */
  readonly reloadSeconds?: number;
  /**
   * The name by which `@Services` and `services` know a service.
   *
   * @defaultValue `spiffe`
   */
  readonly serviceName?: ServiceNameKind;
  /**
   * Services that may call without a token, by name.
   *
   * @defaultValue `{}`: none
   */
  readonly services?: Readonly<Record<string, ServiceGrant>>;
  /**
   * Type of these services in the relationship graph.
   *
   * @defaultValue `service`
   */
  readonly subjectType?: string;
  /**
   * Says that an issuer with the same `subjectType` means the same subjects; the issuer must say so too.
   *
   * @defaultValue false
   */
  readonly sharesSubjects?: boolean;
  /**
   * The one header in which the trusted proxies pass certificates on; they must remove it from what they receive.
   *
   * @defaultValue none: no header is believed
   */
  readonly forwardedHeader?: ForwardedCertificateHeader;
  /**
   * Whether `X-Forwarded-Client-Cert` is believed where it names the caller without showing the certificate: by `Hash`, with
   * `URI` or `DNS`. Envoy does not quote these names, so that whoever gets a certificate with `;` in a name could add others.
   *
   * @defaultValue false: the element must hold `Cert` or `Chain`
   */
  readonly trustsForwardedNames?: boolean;
  /**
   * A TLS listener beside the application's own, for callers with a certificate only.
   *
   * @defaultValue none: certificates come with the application's own server, or by header
   */
  readonly listener?: TlsListenerOptions;
}

/** {@link CertificateOptions} with every default filled in. */
export interface ResolvedCertificateOptions extends Required<
  Omit<CertificateOptions, 'forwardedHeader' | 'listener' | 'services'>
> {
  readonly services: Readonly<Record<string, Required<ServiceGrant>>>;
  readonly forwardedHeader: ForwardedCertificateHeader | undefined;
  readonly listener: Required<TlsListenerOptions> | undefined;
}

/** Fills in the defaults of options that have been validated. */
export function resolveCertificateOptions(options: CertificateOptions): ResolvedCertificateOptions {
  const { listener, services = {} } = options;
  return {
    caFiles: [...options.caFiles],
    crlFiles: [...(options.crlFiles ?? [])],
    reloadSeconds: options.reloadSeconds ?? 1,
    serviceName: options.serviceName ?? 'spiffe',
    services: Object.fromEntries(
      Object.entries(services).map(([name, grant]) => [name, resolveGrant(name, grant)]),
    ),
    subjectType: options.subjectType ?? 'service',
    sharesSubjects: options.sharesSubjects ?? false,
    forwardedHeader: options.forwardedHeader,
    trustsForwardedNames: options.trustsForwardedNames ?? false,
    listener: listener && {
      ...listener,
      host: listener.host ?? '127.0.0.1',
      drainSeconds: listener.drainSeconds ?? 5,
    },
  };
}

function resolveGrant(name: string, grant: ServiceGrant): Required<ServiceGrant> {
  return {
    subject: grant.subject,
    clientId: grant.clientId ?? name,
    scopes: [...grant.scopes],
    claims: { ...grant.claims },
  };
}
