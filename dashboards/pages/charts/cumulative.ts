import type { GoalAttainment } from '../../../schemas/attainment.ts';
import type { Format } from '../format.ts';
import { html, type Html } from '../html.ts';
import { axisOf, chart, pct, round, scaleOf } from './parts.ts';
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
  const axis = axisOf(scale, [target], (value) => format.axis({ unit: spec.unit }, value));
  const latest = totals.at(-1);
  const content = [
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
    ...timeAxis(spec.window, BOTTOM, format),
    latest !== undefined
      ? html`<circle
          class="dot"
          cx="${pct(totals.length / days)}"
          cy="${round(scale.y(latest))}"
          r="4.5"
        />`
      : html``,
  ];
  const key = [
    { kind: 'actual', text: words.latest },
    { kind: 'pace', text: words.pace },
    { kind: 'target', text: words.target },
  ] as const;
  return chart(spec.id, BOTTOM + 26, words, { key, axis, content });
}
