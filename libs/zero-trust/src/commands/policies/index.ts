export type { PoliciesDefaults } from './run-command.js';
export { runPoliciesCommand } from './run-policies-command.js';
