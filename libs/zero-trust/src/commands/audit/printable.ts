/** Paths and evidence come from callers: what would steer a terminal is shown, not sent to it. */
export function printable(line: string): string {
  return line.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
