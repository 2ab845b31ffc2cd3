import { describe, expect, it } from 'vitest';
import type { EmbeddedFigures } from './measure-embedded.js';
import { formatReport } from './relationships-report.js';

const FIGURES: EmbeddedFigures = {
  tuples: 1_000,
  loadSeconds: 0.1,
  directChecksPerSecond: 1_999_999,
  twoHopChecksPerSecond: 1_000_000,
  bytesPerTuple: 900,
  bytesPerTupleWithReverseIndex: 950,
  firstListingMs: 1,
  listingsPerSecond: 100,
  objectsPerListing: 45,
};

function report(
  embedded: Partial<EmbeddedFigures>,
  openfga?: { directChecksPerSecond: number; twoHopChecksPerSecond: number },
) {
  return formatReport({
    node: '24.21.0',
    cpu: 'a processor',
    embedded: [{ ...FIGURES, ...embedded }],
    ...(openfga === undefined ? {} : { openfga }),
  });
}

describe('the report of bench:relationships', () => {
  it('puts each figure beside its aim, and says what was missed', () => {
    const text = report({});
    expect(text).toContain('1,999,999 (aim ≥ 2,000,000, missed)');
    expect(text).toContain('1,000,000 (aim ≥ 1,000,000)');
  });

  it('judges memory only where there are enough tuples to hide the rest', () => {
    expect(report({})).not.toContain('aim ≤');
    const text = report({ tuples: 1_000_000, bytesPerTuple: 201, bytesPerTupleWithReverseIndex: 400 });
    expect(text).toContain('201 (aim ≤ 200, missed)');
    expect(text).toContain('400 (aim ≤ 400)');
  });

  it('compares with the server, or says that there was none', () => {
    expect(report({})).toContain('OpenFGA server: left out.');
    const text = report({}, { directChecksPerSecond: 1_000, twoHopChecksPerSecond: 10_000 });
    expect(text).toContain('2,000 (aim ≥ 300) times');
    expect(text).toContain('100 (aim ≥ 300, missed) times');
  });
});
