export { AUTH_SETTINGS } from './auth-settings.js';
export { createAuthApp, type AuthApp, type AuthAppOptions } from './auth-app.js';
export type { AuthDatabase, AuthEnvironment } from './auth.tokens.js';
export { openAuthDatabase } from './database/open-auth-database.js';
export { createOperatorAssertion } from './operator/operator-assertion.js';
