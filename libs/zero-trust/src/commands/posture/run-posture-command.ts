import { writeFile } from 'node:fs/promises';
import { comparePostures } from '../../enforcement/posture/compare-postures.js';
import type { RoutePosture } from '../../enforcement/posture/route-posture.js';
import { FAILED, parseCommand } from '../command-line/program.js';
import { runInTerminal } from '../command-line/run-in-terminal.js';
import { formatChanges } from './format-changes.js';
import { formatPosture } from './format-posture.js';
import { posturePage } from './page/posture-page.js';
import { readPostureFile } from './read-posture-file.js';

/** What the command is about. */
export interface PostureCommandInit {
  /** What the user typed, for `--help`: `npm run --silent posture --`. */
  readonly usage: string;
  /** What the application is called, for the page. */
  readonly title: string;
  /** Compiles the application and reads `Posture.routes()`. Only called if there is something to show. */
  readonly read: () => Promise<readonly RoutePosture[]>;
}

interface Result {
  readonly text: string;
  readonly exitCode: number;
}

const WEAKER = 1;

/**
 * Runs the command line of the posture report in this process: results to stdout, problems to stderr, and the exit code is set:
 * 0, 1 where a control got weaker than `--diff` has it, 2 where nothing could be told.
 *
 * @param args what stands behind the command's name
 */
export async function runPostureCommand(args: readonly string[], init: PostureCommandInit): Promise<void> {
  await runInTerminal(async (output) => {
    try {
      const { text, exitCode } = await dispatch(args, init);
      output.print(text);
      return exitCode;
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : 'The posture cannot be read.'}\n`);
      return FAILED;
    }
  });
}

async function dispatch(args: readonly string[], init: PostureCommandInit): Promise<Result> {
  const { help, diff, html, json } = readOptions(args, init.usage);
  if (help === true) return succeeded(helpText(init.usage));
  const old = diff === undefined ? undefined : await readPostureFile(diff);
  const routes = await init.read();
  if (html !== undefined) await writeFile(html, posturePage(routes, init.title));
  if (old !== undefined) return compare(old, { routes, isJson: json === true });
  if (html !== undefined && json !== true) return succeeded(html);
  return succeeded(json === true ? inJson(routes) : formatPosture(routes));
}

interface Comparison {
  readonly routes: readonly RoutePosture[];
  readonly isJson: boolean;
}

function compare(old: readonly RoutePosture[], { routes, isJson }: Comparison): Result {
  const changes = comparePostures(old, routes);
  const exitCode = changes.some(({ isWeaker }) => isWeaker) ? WEAKER : 0;
  return { text: isJson ? inJson(changes) : formatChanges(changes), exitCode };
}

function readOptions(args: readonly string[], usage: string) {
  const options = {
    json: { type: 'boolean' },
    html: { type: 'string' },
    diff: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  return parseCommand(usage, { args: [...args], options }).values;
}

function succeeded(text: string): Result {
  return { text, exitCode: 0 };
}

function inJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

function helpText(usage: string): string {
  return `Usage: ${usage} [--json] [--html FILE] [--diff OLD.json]

Lists every way into the application with the controls that guard it, as compiled at boot. Nothing is started and no
data is touched.

  --json           machine-readable
  --html FILE      a page for people, in one file that loads nothing
  --diff OLD.json  what changed since '--json' was written to OLD.json; exit code 1 where a control is weaker`;
}
