import { DEMO_IDENTITIES, demoCertificateFile, demoSpiffeId, isDemoAllowed } from '@sample/shared';
import type { CertificateOptions, ServiceGrant, TlsListenerOptions } from 'nestjs-zero-trust';
import type { OrdersEnvironment } from '../orders.tokens.js';

/** What becomes of client certificates: nothing, unless `MTLS_PORT` or `MTLS_CA` is set. */
export function certificateSettings(environment: OrdersEnvironment): CertificateOptions | undefined {
  const { mtlsPort, mtlsCa, mtlsCrl, dataDir, trustedProxies } = environment;
  if (mtlsPort === undefined && mtlsCa === undefined) return undefined;
  return {
    caFiles: [mtlsCa ?? demoCertificateFile(dataDir, 'ca.pem')],
    crlFiles: mtlsCrl === undefined ? [] : [mtlsCrl],
    services: isDemoAllowed(environment) ? demoServices() : {},
    subjectType: 'user',
    sharesSubjects: true,
    ...(trustedProxies.length === 0 ? {} : { forwardedHeader: 'client-cert' }),
    ...(mtlsPort === undefined ? {} : { listener: listenerSettings(environment, mtlsPort) }),
  };
}

function listenerSettings(environment: OrdersEnvironment, port: number): TlsListenerOptions {
  const { host, mtlsCert, mtlsKey, dataDir } = environment;
  return {
    host,
    port,
    certFile: mtlsCert ?? demoCertificateFile(dataDir, 'server.pem'),
    keyFile: mtlsKey ?? demoCertificateFile(dataDir, 'server.key'),
  };
}

/** What each demo service may do is what its tokens would say. */
function demoServices(): Readonly<Record<string, ServiceGrant>> {
  const services = DEMO_IDENTITIES.filter(({ kind }) => kind === 'service');
  return Object.fromEntries(
    services.map(({ name, sub, scopes, roles, clearance, tier, department }) => [
      demoSpiffeId(name),
      { subject: sub, clientId: name, scopes, claims: { roles, clearance, tier, department } },
    ]),
  );
}
