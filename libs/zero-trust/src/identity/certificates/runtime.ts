/** What applications need only if they believe certificates: it takes a tenth of a second to load. */
export { CertificateReader } from './certificate-reader.js';
export { CertificateStore } from './certificate-store.js';
export { Handshakes } from './handshakes.js';
export { TlsListener } from './tls-listener.js';
