import { relative } from 'node:path';
import { runPoliciesCommand } from 'nestjs-zero-trust/commands';
import { RULES_FILE } from '../rules-file.js';

// The command line of the library; where it names no file, the rules of the orders API are meant.
await runPoliciesCommand(process.argv.slice(2), { files: [relative(process.cwd(), RULES_FILE)] });
