#!/usr/bin/env node
import { runAuditCommand } from './run-audit-command.js';

await runAuditCommand(process.argv.slice(2));
