export { CommandLineError } from '../command-line/command-line.error.js';
export { runRelationshipsCommand } from './run-relationships-command.js';
export type { CommandEngine } from './target.js';
export type { DefaultGraph, TargetDefaults } from './target-defaults.js';
