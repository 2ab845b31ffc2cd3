/** Whatever is larger is past every bound on what a question may cost, and need not be measured to its end. */
const LARGEST = 1_000_000;
const CHARACTERS = 16;

/** How much work a value as JSON has it can make for a condition: an element counts one, and so do some characters. */
export function valueSize(root: unknown): number {
  const pending: unknown[] = [root];
  let size = 0;
  for (let value = pending.pop(); value !== undefined && size < LARGEST; value = pending.pop()) {
    size += 1;
    if (typeof value === 'string') size += Math.floor(value.length / CHARACTERS);
    else if (typeof value === 'object' && value !== null) {
      for (const element of Object.values(value)) pending.push(element ?? null);
    }
  }
  return size;
}
