import type { Clock } from '../../kernel/clock.port.js';
import type { Finding } from '../../kernel/errors.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import { resolveInstant } from '../../lifecycle/resolve-instant.js';
import { ALWAYS_ENFORCED, type ReportOnlyRule } from './report-only.options.js';

/** A rule whose end is known, and which of its names have been met on some route. */
export interface ActiveRule extends ReportOnlyRule {
  /** Where it stands, for findings. */
  readonly where: string;
  /** Epoch milliseconds; infinite for no end. */
  readonly endsAt: number;
  readonly met: Set<string>;
}

/** A rule of the option with its end. */
export function activate(rule: ReportOnlyRule, where: string): ActiveRule {
  const end = rule.until === undefined ? Infinity : resolveInstant(rule.until, {});
  // A date that cannot be read is a finding; until it is mended, nothing is relaxed.
  return { ...rule, where, endsAt: end ?? -Infinity, met: new Set() };
}

/** Whether a rule of the option names the route, or every route; a name that is met is ticked off. */
export function namesRoute({ routes, met }: ActiveRule, route: RouteDeclaration): boolean {
  const names = routes?.filter((name) => namesOf(route).includes(name));
  names?.forEach((name) => met.add(name));
  return names === undefined || names.length > 0;
}

/** Whether the time of a rule is up. */
export function isOver({ endsAt }: ActiveRule, clock: Clock): boolean {
  return !(clock.now() < endsAt);
}

/** What is wrong with a rule, whatever routes there are. */
export function ruleFindings({
  where,
  reason,
  stages,
  routes,
  policies,
  until,
}: ActiveRule): readonly Finding[] {
  const found = (problem: string, remedy: string): Finding => ({ where, problem, remedy });
  const enforced = (stages ?? []).filter(isAlwaysEnforced);
  return [
    ...(typeof reason === 'string' && reason.trim() !== ''
      ? []
      : [found('report-only without a reason', 'Say why it is not enforced yet.')]),
    ...(enforced.length === 0 ? [] : [found(alwaysEnforced(enforced), 'Remove them from the rule.')]),
    ...(stages !== undefined && policies !== undefined
      ? [
          found(
            'names stages and policies at once',
            'Policies belong to check-policies: leave out the stages.',
          ),
        ]
      : []),
    ...((stages ?? policies ?? routes) === undefined && where.startsWith('options')
      ? [found('would leave the whole application unguarded', "Name 'stages', 'routes' or 'policies'.")]
      : []),
    ...(until !== undefined && resolveInstant(until, {}) === undefined
      ? [found('has an end that is no date', 'Use an ISO 8601 date such as 2027-12-31T23:59:59Z.')]
      : []),
  ];
}

/** Names that no route has, once every route has been compiled. */
export function unmetFindings({ where, stages, routes, policies, met }: ActiveRule): readonly Finding[] {
  // What can never be report-only is a finding already.
  const possible = stages?.filter((stage) => !isAlwaysEnforced(stage)) ?? [];
  return [...possible, ...(routes ?? []), ...(policies ?? [])]
    .filter((name) => !met.has(name))
    .map((name) => ({
      where,
      problem: `names '${name}', which is no stage, route or policy that it could hold for`,
      remedy: "Use a name as 'npm run posture' shows it, or remove the rule.",
    }));
}

/** A handler that answers on several paths is named by its own name only: its paths are judged by one plan. */
function namesOf({ name, method, paths }: RouteDeclaration): readonly string[] {
  return paths.length === 1 ? [name, `${method} ${paths[0]}`] : [name];
}

function isAlwaysEnforced(stage: string): boolean {
  return (ALWAYS_ENFORCED as readonly string[]).includes(stage);
}

function alwaysEnforced(stages: readonly string[]): string {
  return `${stages.join(', ')} cannot be report-only: without a verified caller and a served version nothing else could be judged`;
}
