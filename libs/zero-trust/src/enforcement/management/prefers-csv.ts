import { parseList } from 'structured-headers';

/** Whether `Accept` (RFC 9110 §12.5.1) names CSV, and JSON or anything at all with no more weight. What cannot be read does not. */
export function prefersCsv(accept: string | undefined): boolean {
  const weights = weightsOf(accept ?? '');
  const csv = weights.get('text/csv') ?? 0;
  return csv > 0 && csv >= (weights.get('application/json') ?? 0);
}

function weightsOf(accept: string): ReadonlyMap<string, number> {
  try {
    // Media ranges look like tokens of structured fields, their weights like parameters (RFC 9651).
    return new Map(
      parseList(accept.toLowerCase()).map(([range, parameters]) => [
        String(range),
        Number(parameters.get('q') ?? 1),
      ]),
    );
  } catch {
    return new Map();
  }
}
