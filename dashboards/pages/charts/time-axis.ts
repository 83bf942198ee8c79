import { addDays } from '../../../schemas/calendar.ts';
import { lengthOf } from '../../../schemas/calendar.ts';
import type { Format } from '../format.ts';
import { html, type Html } from '../html.ts';
import { label, pct } from './parts.ts';

/** In a narrow chart a label from this share of the width on would be cut at the edge. */
const LAST_IN_NARROW = 0.72;

/** Marks of the days below a chart: weeks for a short window, months for a long one. */
export function timeAxis(
  window: { start: string; end: string },
  y: number,
  format: Format,
): Html[] {
  const length = lengthOf(window);
  const months = length > 45;
  const isMark = (index: number) =>
    months ? addDays(window.start, index).endsWith('-01') || index === 0 : index % 7 === 0;
  const marks = Array.from({ length }, (_, index) => index).filter(isMark);
  const [, second = length] = marks;
  const firstIsClose = second / length < 0.15;
  const room = marks.filter((index) => index / length < 0.93);
  return room.map((index, order) => {
    const day = addDays(window.start, index);
    const text = months && day.endsWith('-01') ? format.month(day) : format.day(day);
    const crowded =
      (room.length > 4 && order % Math.ceil(room.length / 3) !== 0) ||
      index / length > LAST_IN_NARROW;
    const hidden = (room.length > 7 && order % 2 === 1) || (firstIsClose && order === 0);
    const x = pct(index / length);
    return html`<line class="p base" x1="${x}" x2="${x}" y1="${y}" y2="${y + 6}" />${
        !hidden && label(text, x, y + 17, crowded ? 'lg' : '', 4)
      }`;
  });
}
