import type { StageName } from '../../kernel/stage.js';
import { compareDemands } from './compare-demands.js';
import { matchRoutes } from './route-matches.js';
import type { ReportOnlyPosture, RoutePosture, WeakerThanPosture } from './route-posture.js';

/** One difference between two postures. */
export interface PostureChange {
  /** `GET /v2/orders/:id`. */
  readonly route: string;
  /** A stage, or the property of {@link RoutePosture} that changed; `route` for routes that came or went. */
  readonly control: StageName | 'public' | 'noObjectCheck' | 'denied' | 'weakerThan' | 'reportOnly' | 'route';
  /** `null` for what was not there. */
  readonly before: string | null;
  /** `null` for what is gone. */
  readonly after: string | null;
  readonly isWeaker: boolean;
}

type Changed = Omit<PostureChange, 'route'>;

/**
 * What changed between two postures, route by route. A control is weaker if it is gone, or replaced by something that cannot be
 * compared with it. Routes that went are not weaker; new ones are shown, with the reason if they are open, and are weaker if they
 * are open and wider than a former one.
 */
export function comparePostures(
  old: readonly RoutePosture[],
  now: readonly RoutePosture[],
): readonly PostureChange[] {
  const { changed, added } = matchRoutes(old, now);
  return [
    ...changed.flatMap(([route, successors]) =>
      changesOf(route, successors).map((change) => ({ route: nameOf(route), ...change })),
    ),
    ...added.map(([route, widened]) => ({ route: nameOf(route), ...arrived(route, widened) })),
  ];
}

/** Of several that may answer, what any of them changed. */
function changesOf(route: RoutePosture, successors: readonly RoutePosture[]): readonly Changed[] {
  if (successors.length === 0) return [gone(route)];
  const changes = successors.flatMap((successor) => compareRoutes(route, successor));
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

/** What changed between a route and what answers in its place. */
export function compareRoutes(old: RoutePosture, now: RoutePosture): readonly Changed[] {
  return [
    ...excuse('public', old.public, now.public),
    ...excuse('noObjectCheck', old.noObjectCheck, now.noObjectCheck),
    ...excuse('denied', now.denied, old.denied).map(turned),
    ...additions('weakerThan', old.weakerThan.map(weakerInWords), now.weakerThan.map(weakerInWords)),
    ...additions('reportOnly', old.reportOnly.map(reportInWords), now.reportOnly.map(reportInWords)),
    ...stagesOf(old, now).flatMap((stage) =>
      compareDemands(stage, old.controls[stage] ?? [], now.controls[stage] ?? []).map((change) => ({
        control: stage,
        ...change,
      })),
    ),
  ];
}

/** `GET /v2/orders/:id`; with the version where the path does not tell it. */
export function nameOf({ method, path, version }: RoutePosture): string {
  const isTold = version === null || path.split('/').some((part) => part.endsWith(version));
  return `${method} ${path}${isTold ? '' : ` (version ${version})`}`;
}

function stagesOf(old: RoutePosture, now: RoutePosture): readonly StageName[] {
  return [...new Set([...Object.keys(old.controls), ...Object.keys(now.controls)])] as StageName[];
}

/** A reason not to check: another one is as good, none is better. */
function excuse(
  control: Changed['control'],
  before: string | null,
  after: string | null,
): readonly Changed[] {
  if ((before === null) === (after === null)) return [];
  return [{ control, before, after, isWeaker: after !== null }];
}

function turned({ control, before, after, isWeaker }: Changed): Changed {
  return { control, before: after, after: before, isWeaker };
}

/** Each that came is a weakening, and so is one that became another. */
function additions(
  control: Changed['control'],
  before: readonly string[],
  after: readonly string[],
): readonly Changed[] {
  const came = after.filter((one) => !before.includes(one));
  const went = before.filter((one) => !after.includes(one));
  return [
    ...came.map((one) => ({ control, before: null, after: one, isWeaker: true })),
    ...went.map((one) => ({ control, before: one, after: null, isWeaker: false })),
  ];
}

function weakerInWords({ version, until }: WeakerThanPosture): string {
  return `than ${version} until ${until}`;
}

function reportInWords({ stage, policies, until }: ReportOnlyPosture): string {
  const what = policies === null ? stage : `${policies.join(', ')} of ${stage}`;
  return until === null ? what : `${what} until ${until}`;
}

function gone(route: RoutePosture): Changed {
  return { control: 'route', before: summaryOf(route), after: null, isWeaker: false };
}

/** A new way in is weaker only if it is wider than a former one and asks for nothing. */
function arrived(route: RoutePosture, widened: readonly RoutePosture[]): Changed {
  const [first, ...others] = widened.map(nameOf);
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const over = first === undefined ? '' : `; it may answer for ${first}${more}`;
  return { control: 'route', before: null, after: `${summaryOf(route)}${over}`, isWeaker: over !== '' };
}

function summaryOf({ public: reason, denied, controls }: RoutePosture): string {
  if (denied !== null) return `denied: ${denied}`;
  return reason === null ? Object.values(controls).flat().join(', ') : `open: ${reason}`;
}
