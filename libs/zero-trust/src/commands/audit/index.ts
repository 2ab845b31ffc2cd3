export { runAuditCommand } from './run-audit-command.js';
export type { AuditCommandDefaults } from './audit-command.js';
