export type { ServiceRequestInit, ServiceTokenInit } from './outgoing-call.js';
export { ServiceTokenClient } from './service-token-client.js';
export { ServiceTokenClientModule } from './service-token-client.module.js';
export type {
  ServiceCertificateFiles,
  ServiceTarget,
  ServiceTokenClientOptions,
} from './service-token-client.options.js';
export type { ServiceToken } from './service-token.js';
