import { addDays, lengthOf, weekdayOf } from '../../schemas/calendar.ts';

/** The last days of the pieces a window is told in: days up to a month, weeks up to half a year, months. */
export function checkpoints(window: { start: string; end: string }): string[] {
  const length = lengthOf(window);
  const ends = (day: string) =>
    day === window.end ||
    length <= 31 ||
    (length <= 183 ? weekdayOf(day) === 7 : addDays(day, 1).endsWith('-01'));
  return Array.from({ length }, (_, index) => addDays(window.start, index)).filter(ends);
}
