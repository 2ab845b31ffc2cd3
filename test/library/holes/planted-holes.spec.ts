import { describe, expect, it } from 'vitest';
import { bootFindings, problems } from '../support/boot.js';
import { CONTRADICTION_HOLES } from './contradictions.holes.js';
import type { Hole } from './hole.js';
import { INHERITED_HOLES } from './inherited.holes.js';
import { MISPLACED_HOLES } from './misplaced.holes.js';
import { MISSING_HOLES } from './missing.holes.js';
import { OBJECT_HOLES } from './objects.holes.js';
import { FOREIGN_HOLES } from './outside.holes.js';
import { PAYLOAD_HOLES } from './payload.holes.js';
import { RAW_HOLES } from './raw.holes.js';
import { VERSION_FIELD_HOLES } from './version-fields.holes.js';
import { VERSION_HOLES } from './versions.holes.js';

const GROUPS: readonly (readonly [string, readonly Hole[]])[] = [
  ['a control that is missing', MISSING_HOLES],
  ['a control in the wrong place', MISPLACED_HOLES],
  ['a control that is lost by inheritance', INHERITED_HOLES],
  ['an object that nothing checks', OBJECT_HOLES],
  ['a contradiction', CONTRADICTION_HOLES],
  ['input that nothing validates', PAYLOAD_HOLES],
  ['an older version that demands less', VERSION_HOLES],
  ['an older version that opens fields', VERSION_FIELD_HOLES],
  ['a handler that is not reached over HTTP', FOREIGN_HOLES],
  ['a route that the adapter serves by itself', RAW_HOLES],
];

describe.each(GROUPS)('the boot finds %s', (_group, holes) => {
  it.each(holes)('$name, and says where and how to mend it', async ({ where, problem, hole }) => {
    const findings = await bootFindings(hole);
    expect(findings.map((finding) => `${finding.where}: ${finding.problem}`)).toContainEqual(
      expect.toSatisfy((found: string) => found.startsWith(where) && found.includes(problem)),
    );
    for (const { remedy } of findings) expect(remedy.length).toBeGreaterThan(10);
  });

  it.each(holes)('and nothing in the twin of: $name', async ({ twin }) => {
    expect(await problems(twin)).toEqual([]);
  });
});

describe('the planted holes', () => {
  it('are more than forty, each of its own', () => {
    const names = GROUPS.flatMap(([, holes]) => holes.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(40);
  });
});
