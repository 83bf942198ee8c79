import { addDays, dayNumber, daysBetween } from '../../schemas/calendar.ts';

/** How many days a window has, both ends included. */
export function windowDays(window: { start: string; end: string }): number {
  return daysBetween(window.start, window.end) + 1;
}

/** ISO weekday of a date: Monday is 1, Sunday 7. */
function weekday(day: string): number {
  return ((dayNumber(day) + 3) % 7) + 1;
}

/** The last days of the pieces a window is told in: days up to a month, weeks up to half a year, months. */
export function checkpoints(window: { start: string; end: string }): string[] {
  const length = windowDays(window);
  const ends = (day: string) =>
    day === window.end ||
    length <= 31 ||
    (length <= 183 ? weekday(day) === 7 : addDays(day, 1).endsWith('-01'));
  return Array.from({ length }, (_, index) => addDays(window.start, index)).filter(ends);
}
