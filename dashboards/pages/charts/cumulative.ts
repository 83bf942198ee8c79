import type { GoalAttainment } from '../../../schemas/attainment.ts';
import type { Format } from '../format.ts';
import { html, type Html } from '../html.ts';
import { chart, gridOf, label, pct, round, scaleOf } from './parts.ts';
import { timeAxis } from './time-axis.ts';

/** A running total against its target. Numbers are for drawing; labels come spelled. */
export interface CumulativeChart {
  id: string;
  window: { start: string; end: string };
  days: number;
  /** The running total at the end of each day counted so far. */
  totals: readonly number[];
  target: number;
  words: {
    title: string;
    description: string;
    target: string;
    latest: string;
    pace: string;
  };
  format: Format;
  unit: GoalAttainment['metric']['unit'];
}

const BOX = { top: 20, height: 300 };
const BOTTOM = BOX.top + BOX.height;

/** The line of what was counted, an even pace (dashed) and the target; starts at zero. */
export function cumulativeChart(spec: CumulativeChart): Html {
  const { days, totals, target, words, format } = spec;
  const scale = scaleOf([...totals, target], BOX, true);
  const inner = (value: number) => round(((scale.y(value) - BOX.top) / BOX.height) * 1000);
  const line = [0, ...totals].map((value, day) => `${day === 0 ? 'M' : 'L'}${day} ${inner(value)}`);
  const targetY = scale.y(target);
  const grid = gridOf(scale, [target], (value) => format.axis({ unit: spec.unit }, value));
  const content = [
    ...grid.lines,
    html`<svg
      x="0"
      y="${BOX.top}"
      width="100%"
      height="${BOX.height}"
      viewBox="0 0 ${days} 1000"
      preserveAspectRatio="none"
      overflow="visible"
    >
      <path class="p base" d="M0 1000H${days}" />
      <path class="p target" d="M0 ${inner(target)}H${days}" />
      <path class="p pace" d="M0 ${inner(0)}L${days} ${inner(target)}" />
      <path class="p actual" d="${line.join('')}" />
    </svg>`,
    ...grid.labels,
    ...timeAxis(spec.window, BOTTOM, format),
    label(words.target, '0', targetY - 6, 'hl halo'),
    latest(totals, days, (value) => scale.y(value), words.latest),
    paceLabel(words.pace, totals, spec, (value) => scale.y(value)),
  ];
  return chart(spec.id, BOTTOM + 26, words, content);
}

/** A dot at the latest total; its label stands under it at the right, or over it at the left where there is no room. */
function latest(
  totals: readonly number[],
  days: number,
  y: (value: number) => number,
  text: string,
): Html {
  const last = totals.at(-1);
  if (last === undefined) return html``;
  const share = totals.length / days;
  const at = y(last);
  const placed = (fits: boolean, width: 'lg' | 'sm') =>
    fits
      ? label(text, pct(share), Math.min(at + 18, BOTTOM - 6), `hl halo ${width}`, 8)
      : label(text, pct(share), at - 10, `hl halo end ${width}`, -4);
  return html`<circle
      class="dot"
      cx="${pct(share)}"
      cy="${round(at)}"
      r="4.5"
    />${placed(share < 0.85, 'lg')}${placed(share < 0.6, 'sm')}`;
}

/** Under the pace line where what was counted runs above it, over it otherwise. */
function paceLabel(
  text: string,
  totals: readonly number[],
  { days, target }: CumulativeChart,
  y: (value: number) => number,
): Html {
  const share = 0.42;
  const value = target * share;
  const counted = totals[Math.floor(days * share)] ?? 0;
  const below = counted > value;
  return label(text, pct(share), y(value) + (below ? 18 : -10), `halo${below ? '' : ' end'}`);
}
