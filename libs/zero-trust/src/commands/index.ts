export { runAuditCommand, type AuditCommandDefaults } from './audit/index.js';
export {
  formatChanges,
  formatPosture,
  posturePage,
  runPostureCommand,
  type PostureCommandInit,
} from './posture/index.js';
export { runPoliciesCommand, type PoliciesDefaults } from './policies/index.js';
export {
  CommandLineError,
  runRelationshipsCommand,
  type CommandEngine,
  type DefaultGraph,
  type TargetDefaults,
} from './relationships/index.js';
