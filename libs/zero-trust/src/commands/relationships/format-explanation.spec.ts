import { describe, expect, it } from 'vitest';
import type { ExplanationNode } from '../../authorization/relationships/relationship-engine.port.js';
import { formatExplanation } from './format-explanation.js';

const LEAF: ExplanationNode = {
  question: 'organization:acme#member@user:bob',
  rule: '[user with in_hours]',
  outcome: 'granted',
  tuple: 'organization:acme#member@user:bob',
  condition: 'in_hours holds',
  children: [],
};
const NODE: ExplanationNode = {
  question: 'order:1#viewer@user:bob',
  rule: 'member from organization',
  outcome: 'granted',
  children: [LEAF],
};

describe('formatExplanation', () => {
  it('indents each step below the one that asked, with the tuple and the condition that decided', () => {
    expect(formatExplanation({ allowed: true, tree: NODE })).toBe(
      [
        '✓ order:1#viewer@user:bob  by member from organization',
        '  ✓ organization:acme#member@user:bob  by [user with in_hours]',
        '      tuple organization:acme#member@user:bob',
        '      condition in_hours holds',
        '',
        'granted',
      ].join('\n'),
    );
  });

  it('says denied, and marks what was tried and what stayed open', () => {
    const children = [
      { ...LEAF, outcome: 'not_granted' as const, children: [] },
      { ...LEAF, outcome: 'undecided' as const, children: [] },
    ];
    const text = formatExplanation({ allowed: false, tree: { ...NODE, outcome: 'not_granted', children } });
    expect(text.match(/^ *[✓✗?]/gm)).toEqual(['✗', '  ✗', '  ?']);
    expect(text.endsWith('\n\ndenied')).toBe(true);
  });

  it('leaves out a step that its only child repeats', () => {
    const echo = formatExplanation({
      allowed: true,
      tree: { ...NODE, children: [{ ...NODE, children: [NODE] }] },
    });
    expect(echo).toBe(formatExplanation({ allowed: true, tree: NODE }));
  });
});
