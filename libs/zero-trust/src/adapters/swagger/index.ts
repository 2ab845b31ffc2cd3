export { documentationRoutes } from './documentation-routes.js';
export { zeroTrustDocument, type ZeroTrustDocumentOptions } from './zero-trust-document.js';
