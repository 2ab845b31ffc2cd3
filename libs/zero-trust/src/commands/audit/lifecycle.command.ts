import { readRecords } from '../../audit/read-records.js';
import { callOfRecord } from '../../enforcement/lifecycle/call-of-record.js';
import { ConsumerTallies, type TallyRow } from '../../lifecycle/consumers/consumer-tallies.js';
import type { AuditCommand } from './audit-command.js';
import { formatTable } from './format-table.js';
import { printable } from './printable.js';

/** For each route. */
const MAX_CONSUMERS = 100_000;

/** `audit lifecycle`. */
export const lifecycleCommand: AuditCommand = {
  summary: 'who still calls what is deprecated or ends',
  help: `Usage: audit lifecycle [--json] [--directory DIR] [--prefix NAME]

Counts in the audit log who called routes that are deprecated or end: by route, version and consumer, with the first and the last call.
The log does not say when routes end; GET /zero-trust/lifecycle of the running application does. Exit code 1 if nobody called any.

  --json           as JSON
  --directory DIR  where the files lie
  --prefix NAME    what their names begin with

Example:
  audit lifecycle`,
  words: 0,
  async run({ folder, isJson }) {
    const tallies = new ConsumerTallies(MAX_CONSUMERS);
    for await (const record of readRecords(folder, '"check-lifecycle":')) {
      const call = callOfRecord(record);
      if (call !== undefined) tallies.add(call);
    }
    const rows = tallies.rows();
    const code = rows.length === 0 ? 1 : 0;
    if (isJson) return { text: JSON.stringify(rows.map(toJson), undefined, 2), code };
    if (rows.length === 0) return { text: 'Nobody called a route that is deprecated or ends.', code };
    return { text: formatTable(HEAD, rows.map(toCells)), code };
  },
};

const HEAD = [
  'route',
  'version',
  'consumer',
  'client',
  'issuer',
  'answered',
  'refused',
  'brownout',
  'after end',
  'last seen',
];

function toJson({ caller, consumer, route, version, counts }: TallyRow): object {
  const { firstSeen, lastSeen, ...numbers } = counts;
  const { issuer, clientId, subject } = consumer ?? { issuer: null, clientId: null, subject: null };
  return {
    caller,
    issuer,
    clientId,
    subject,
    route,
    version: version ?? null,
    firstSeen: new Date(firstSeen).toISOString(),
    lastSeen: new Date(lastSeen).toISOString(),
    ...numbers,
  };
}

function toCells({ caller, consumer, route, version, counts }: TallyRow): readonly string[] {
  return [
    route,
    version ?? '',
    consumer?.subject ?? `(${caller})`,
    consumer?.clientId ?? '',
    consumer?.issuer ?? '',
    String(counts.answered),
    String(counts.refused),
    String(counts.brownout),
    String(counts.afterEnd),
    new Date(counts.lastSeen).toISOString(),
  ].map(printable);
}
