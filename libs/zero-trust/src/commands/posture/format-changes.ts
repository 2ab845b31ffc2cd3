import type { PostureChange } from '../../enforcement/posture/compare-postures.js';

/** What changed, the weaker first; one line each. */
export function formatChanges(changes: readonly PostureChange[]): string {
  const weaker = changes.filter(({ isWeaker }) => isWeaker);
  const others = changes.filter(({ isWeaker }) => !isWeaker);
  const count = weaker.length === 1 ? '1 control is weaker' : `${weaker.length} controls are weaker`;
  return [
    ...weaker.map((change) => `WEAKER  ${inWords(change)}`),
    ...others.map((change) => `        ${inWords(change)}`),
    changes.length === 0 ? 'Nothing changed.' : `${weaker.length === 0 ? 'Nothing is weaker' : count}.`,
  ].join('\n');
}

function inWords({ route, control, before, after }: PostureChange): string {
  if (control !== 'route') return `${route}  ${control}: ${before ?? 'none'} → ${after ?? 'none'}`;
  return before === null ? `${route}  new route: ${after}` : `${route}  route is gone`;
}
