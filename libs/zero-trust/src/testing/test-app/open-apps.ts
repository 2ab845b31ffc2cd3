/** What was started and is not closed yet, with what to say of it. */
const open = new Map<object, string>();
let isWatching = false;

/** Has the end of the process say what was never closed; it does not keep the process from ending. */
export function rememberOpen(app: object, complaint: string): void {
  open.set(app, complaint);
  if (isWatching) return;
  isWatching = true;
  process.once('exit', () => {
    for (const line of open.values()) process.stderr.write(`${line}\n`);
  });
}

/** It is closed. */
export function forgetOpen(app: object): void {
  open.delete(app);
}
