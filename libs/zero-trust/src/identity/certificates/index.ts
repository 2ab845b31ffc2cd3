export { CheckServicesStage } from './check-services.stage.js';
export type {
  CertificateOptions,
  ForwardedCertificateHeader,
  ServiceGrant,
  ServiceNameKind,
  TlsListenerOptions,
} from './certificates.options.js';
export { ClientCertificates, type PresentedCertificate } from './client-certificates.port.js';
export { createMutualTls, MutualTls } from './mutual-tls.js';
export { ServicePrincipals } from './service-principals.js';
export { Services } from './services.decorator.js';
