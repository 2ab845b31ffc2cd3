#!/usr/bin/env node
import { runPoliciesCommand } from './run-policies-command.js';

await runPoliciesCommand(process.argv.slice(2));
