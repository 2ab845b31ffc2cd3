export { EnvironmentError, type EnvironmentProblem } from './environment/environment-error.js';
export { readEnvironment, type SampleEnvironment } from './environment/environment.js';
export type { HttpAdapterName, NodeEnvironment } from './environment/parsers.js';
export {
  openDatabase,
  pingDatabase,
  type DatabaseOptions,
  type OpenDatabase,
} from './database/open-database.js';
export { databaseListener } from './database/database-listener.js';
export { isDatabaseUnavailable } from './database/database-unavailable.js';
export { DirectoryLockedError } from './files/directory-lock.js';
export {
  generatePrivateJwk,
  KEY_ALGORITHM,
  keyFilePath,
  OPERATOR_KEY,
  readKey,
  readOrCreateKey,
  toPublicJwk,
  type PrivateJwk,
} from './keys/key-files.js';
export {
  DEMO_IDENTITIES,
  demoEmail,
  demoPassword,
  findDemoIdentity,
  type DemoIdentity,
  type Membership,
  type Tier,
} from './demo/demo-identities.js';
export {
  demoCertificateFile,
  demoSpiffeId,
  ensureDemoCertificates,
} from './certificates/demo-certificates.js';
export {
  ACCOUNTS_PATH,
  ACCOUNTS_SCOPE,
  ORDERS_API_CLIENT,
  type HandedOverAccount,
} from './accounts/account-handover.js';
export { isDemoAllowed } from './demo/demo-allowed.js';
export { demoMtlsPort, type MtlsEnvironment } from './demo/demo-mtls-port.js';
export { systemClock, type Clock } from './process/clock.js';
export { stopOnSignals, type StopOptions } from './process/stop-on-signals.js';
export { RepeatedTask, type TaskOutcome } from './process/repeated-task.js';
export { baseUrl } from './process/base-url.js';
export { boundRequestTimes } from './process/bound-request-times.js';
