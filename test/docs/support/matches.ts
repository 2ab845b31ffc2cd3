/** Whether a text is what a guide shows, in which `…` stands for anything, and `"…"` for any value. */
export function matches(actual: string, shown: string): boolean {
  const pattern = shown.split(/"…"|…/).map((part) => part.replaceAll(SPECIAL, String.raw`\$&`));
  return new RegExp(`^${pattern.join('[^]*')}$`).test(actual);
}

/** What means something to a regular expression. */
const SPECIAL = /[.*+?^${}()|[\]\\/-]/g;
