/** @throws TypeError unless every one is a text of at least one character, and there is at least one */
export function assertTexts(where: string, values: readonly unknown[]): void {
  const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
  if (values.length > 0 && values.every(isText)) return;
  throw new TypeError(`${where}: expected one or more texts of at least one character.`);
}

/** @throws TypeError unless it is a finite number of at least `minimum` */
export function assertNumber(where: string, value: unknown, minimum: number): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= minimum) return;
  throw new TypeError(`${where}: expected a number of at least ${minimum}.`);
}
