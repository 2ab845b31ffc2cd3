const TIME = /^(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d)$/;

/** Minutes since midnight of `09:30`; `24:00` is the end of the day. `undefined` if it is no time of day. */
export function minutesOf(time: string): number | undefined {
  if (time === '24:00') return 1440;
  const { hours, minutes } = TIME.exec(time)?.groups ?? {};
  return hours === undefined || minutes === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}
