/** What each visit of a search led to. */
export type EdgesByVisit = Map<number, number[]>;

/** Whether some visit leads back to itself: whatever remains when visits without pending predecessors are taken away. */
export function hasCycle(edges: ReadonlyMap<number, readonly number[]>): boolean {
  const incoming = new Map<number, number>();
  for (const targets of edges.values()) {
    for (const target of targets) incoming.set(target, (incoming.get(target) ?? 0) + 1);
  }
  const free = [...edges.keys()].filter((visit) => !incoming.has(visit));
  let remaining = incoming.size;
  for (let visit = free.pop(); visit !== undefined; visit = free.pop()) {
    for (const target of edges.get(visit) ?? []) {
      const left = (incoming.get(target) ?? 0) - 1;
      incoming.set(target, left);
      if (left > 0) continue;
      remaining -= 1;
      free.push(target);
    }
  }
  return remaining > 0;
}
