/** A span of time as it is declared: ISO 8601 dates, or names from the option `sunsets`. */
export interface BrownoutWindow {
  /** The first moment of it. */
  readonly from: string;
  /** The first moment after it. */
  readonly until: string;
}

/** When something ends, and when it is switched off for a while ahead of that. */
export interface SunsetDates {
  /** ISO 8601. */
  readonly date: string;
  /** Windows in which the routes that end then answer 410 already. ISO 8601. */
  readonly brownouts?: readonly BrownoutWindow[];
}

/** Dates by the names that `@Sunset` and its like use: the date alone, or with brownouts. */
export type Sunsets = Readonly<Record<string, string | SunsetDates>>;
