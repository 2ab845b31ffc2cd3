import type { RoutePosture } from 'nestjs-zero-trust';

/** Marks of the texts of functions, which each compiler writes in its own way, and of rules, which their cases prove. */
const FINGERPRINT = /#[0-9a-f]{8}(?![0-9a-f])/g;

/** Every route with everything that it demands, one thing a line; what a decorator demands is missing without it. */
export function postureLines(routes: readonly RoutePosture[]): string {
  return `${routes.map(linesOf).join('\n\n')}\n`.replaceAll(FINGERPRINT, '#…');
}

function linesOf({ method, path, controls, ...reasons }: RoutePosture): string {
  const demands = Object.entries(controls).flatMap(([stage, all]) => all.map((one) => `${stage}: ${one}`));
  const excuses = (['public', 'noObjectCheck', 'denied'] as const).flatMap((name) =>
    reasons[name] === null ? [] : [`${name}: ${reasons[name]}`],
  );
  const exceptions = [...reasons.weakerThan, ...reasons.reportOnly].map((one) => JSON.stringify(one));
  return [`${method} ${path}`, ...[...excuses, ...demands, ...exceptions].map((line) => `  ${line}`)].join(
    '\n',
  );
}
