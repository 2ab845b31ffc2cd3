import { checkCommand } from './actions/check.command.js';
import { explainCommand } from './actions/explain.command.js';
import { exportCommand } from './actions/export.command.js';
import { importCommand } from './actions/import.command.js';
import { listObjectsCommand } from './actions/list-objects.command.js';
import { listUsersCommand } from './actions/list-users.command.js';
import { reconcileCommand } from './actions/reconcile.command.js';
import { testCommand } from './actions/test.command.js';
import { typesCommand } from './actions/types.command.js';
import type { Command } from './command.js';

/** Every command by its name. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['check', checkCommand],
  ['explain', explainCommand],
  ['list-objects', listObjectsCommand],
  ['list-users', listUsersCommand],
  ['import', importCommand],
  ['export', exportCommand],
  ['reconcile', reconcileCommand],
  ['types', typesCommand],
  ['test', testCommand],
]);
