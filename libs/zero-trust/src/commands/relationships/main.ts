#!/usr/bin/env node
import { runRelationshipsCommand } from './run-relationships-command.js';

await runRelationshipsCommand(process.argv.slice(2));
