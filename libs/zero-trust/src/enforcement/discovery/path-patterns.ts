/** One way to read a pattern: its segments, such as `v2`, `:` for a parameter and `*` for the rest. */
type Segments = readonly string[];

/** Whether some path is matched by both patterns. Compared without case and trailing slashes, as Express does. */
export function overlaps(one: string, other: string): boolean {
  return readings(one).some((some) => readings(other).some((others) => meet(some, others)));
}

/** Whether every path that `narrow` matches is matched by `wide`, too. */
export function covers(wide: string, narrow: string): boolean {
  return readings(narrow).every((inner) => readings(wide).some((outer) => holds(outer, inner)));
}

/** With and without each optional group. */
function readings(pattern: string): readonly Segments[] {
  const group = /\{([^{}]*)\}/.exec(pattern);
  if (group === null) return [segmentsOf(pattern)];
  const [whole, inner = ''] = group;
  return [inner, ''].flatMap((text) => readings(pattern.replace(whole, () => text)));
}

function segmentsOf(pattern: string): Segments {
  const parts = pattern.toLowerCase().split('/').filter((part) => part !== ''); // prettier-ignore
  return parts.map((part) => (part.includes('*') ? '*' : part.includes(':') ? ':' : part));
}

function meet([first, ...rest]: Segments, [other, ...others]: Segments): boolean {
  if (first === undefined || other === undefined) return first === other;
  if (first === '*') return meet(rest, others) || meet([first, ...rest], others);
  if (other === '*') return meet(rest, others) || meet(rest, [other, ...others]);
  return (first === ':' || other === ':' || first === other) && meet(rest, others);
}

function holds([outer, ...rest]: Segments, [inner, ...others]: Segments): boolean {
  if (outer === undefined || inner === undefined) return outer === inner;
  if (outer === '*') return holds(rest, others) || holds([outer, ...rest], others);
  return (outer === inner || (outer === ':' && inner !== '*')) && holds(rest, others);
}
