/** An object of JSON; read its members by their own keys only. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object of JSON and no list. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a member says something: absent, `null` and the empty text all stand for nothing in OpenFGA's JSON. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
