import type { AuditRecord } from '../../audit/audit-record.js';
import { readRecords } from '../../audit/read-records.js';
import { WouldDenySummary } from '../../audit/would-deny-summary.js';
import type { AuditCommand } from './audit-command.js';
import { formatTable } from './format-table.js';

/** `audit report-only`. */
export const reportOnlyCommand: AuditCommand = {
  summary: 'what report-only mode has let pass',
  help: `Usage: audit report-only [--json] [--directory DIR] [--prefix NAME]

Counts in the audit log what report-only mode has let pass: what would break if it were enforced, by route, stage and code. Exit
code 1 if it has let nothing pass.

  --json           as JSON
  --directory DIR  where the files lie
  --prefix NAME    what their names begin with

Example:
  audit report-only`,
  words: 0,
  async run({ folder, isJson }) {
    const summary = new WouldDenySummary();
    for await (const record of readRecords(folder, '"wouldDeny":')) addTo(summary, record);
    const rows = summary.rows();
    const code = rows.length === 0 ? 1 : 0;
    if (isJson) return { text: JSON.stringify(rows, undefined, 2), code };
    if (rows.length === 0) return { text: 'Nothing was let pass that would be refused.', code };
    const lines = rows.map((row) => [
      row.route,
      row.stage,
      row.code,
      String(row.count),
      String(row.identities),
      row.lastSeen,
    ]);
    return {
      text: formatTable(['route', 'stage', 'code', 'requests', 'identities', 'last seen'], lines),
      code,
    };
  },
};

function addTo(summary: WouldDenySummary, { route, wouldDeny, identity, time }: AuditRecord): void {
  const caller = identity === null ? undefined : `${identity.issuer}\n${identity.subject}`;
  for (const { stage, code } of wouldDeny ?? []) {
    summary.add({ route: route ?? 'none', stage, code, identity: caller, at: Date.parse(time) });
  }
}
