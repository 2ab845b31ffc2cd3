import { describe, expect, it } from 'vitest';
import { generated, SPEC } from './support/resource.js';
import { guardedApplication } from './support/schematics.js';

describe('visibleBy of the options', () => {
  const CONFIG = '/src/zero-trust.config.ts';
  const EITHER_STATUS = 'expect([403, 404]).toContain(status)';

  async function visibleBy(written: string) {
    const config = (await guardedApplication()).readContent(CONFIG);
    const changed = config.replace('visibleBy: {}', `visibleBy: ${written}`);
    const tree = await generated({}, { [CONFIG]: changed });
    return { after: tree.readContent(CONFIG), spec: tree.readContent(SPEC) };
  }

  it.each([
    "{ order: 'editor' }",
    "{ 'order': 'editor' }",
    "{ ord\\u0065r: 'editor' }",
    '{ order: relation }',
    '{ order }',
    '{ ...others }',
    "{ [order]: 'editor' }",
  ])(
    'keeps a rule of the user that may be for the type, and the spec expects either status: %s',
    async (written) => {
      const { after, spec } = await visibleBy(written);
      expect(after).not.toContain('viewer');
      expect(spec).toContain(EITHER_STATUS);
    },
  );

  it.each(["{ order: 'viewer' }", "{ 'order': 'viewer' }"])(
    'takes the same rule as it is: %s',
    async (written) => {
      const { after, spec } = await visibleBy(written);
      expect(after.match(/viewer/g)).toHaveLength(1);
      expect(spec).not.toContain(EITHER_STATUS);
    },
  );

  it("adds the type's rule to those of others", async () => {
    const { after, spec } = await visibleBy("{ 'or-der': 'keeper' }");
    expect(after).toContain("{ 'or-der': 'keeper', order: 'viewer' }");
    expect(spec).not.toContain(EITHER_STATUS);
  });
});
