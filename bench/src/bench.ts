import { HELP, parseOptions, type OutputFormat } from './bench-options.js';
import type { BenchReport } from './report/bench-report.js';
import { formatMarkdown, formatText } from './report/print-report.js';
import { runBench } from './run-bench.js';

const FORMATTERS: Readonly<Record<OutputFormat, (report: BenchReport) => string>> = {
  text: formatText,
  markdown: formatMarkdown,
  json: (report) => JSON.stringify(report, undefined, 2),
};

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(`${HELP}\n`);
  } else {
    const report = await runBench(options, (message) => process.stderr.write(`bench: ${message}\n`));
    process.stdout.write(`${FORMATTERS[options.format](report)}\n`);
  }
} catch (error) {
  for (const message of messagesOf(error)) process.stderr.write(`bench: ${message}\n`);
  process.exitCode = 1;
}

/** What went wrong, and what then went wrong in clearing up. */
function messagesOf(error: unknown): readonly string[] {
  if (error instanceof SuppressedError) return [...messagesOf(error.suppressed), ...messagesOf(error.error)];
  return [error instanceof Error ? error.message : String(error)];
}
