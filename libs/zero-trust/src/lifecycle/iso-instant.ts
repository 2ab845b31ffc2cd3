/** An instant as people read it. @param instant epoch milliseconds */
export function iso(instant: number): string {
  return new Date(instant).toISOString();
}
