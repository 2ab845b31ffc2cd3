import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditRecord } from 'nestjs-zero-trust';

/** Time in which a record too many would turn up. */
const GRACE_MS = 25;
const DEADLINE_MS = 3_000;

/**
 * All records, once there are `count` and no more to come: a record is written when the answer is out, which a client may
 * learn a moment earlier.
 *
 * @throws Error if there are fewer or more
 */
export async function awaitRecords(
  records: readonly AuditRecord[],
  count: number,
): Promise<readonly AuditRecord[]> {
  const deadline = Date.now() + DEADLINE_MS;
  while (records.length < count && Date.now() < deadline) await sleep(5);
  await sleep(GRACE_MS);
  if (records.length === count) return records;
  throw new Error(`Expected ${count} audit records, got ${records.length}: ${JSON.stringify(records)}`);
}
