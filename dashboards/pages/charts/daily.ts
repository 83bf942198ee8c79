import type { GoalAttainment } from '../../../schemas/attainment.ts';
import type { Format } from '../format.ts';
import { html, type Html } from '../html.ts';
import { axisOf, chart, pct, round, ruleAcross, scaleOf, type Scale } from './parts.ts';
import { timeAxis } from './time-axis.ts';

/** A value a day. Numbers are for drawing; labels come spelled. */
export interface DailyChart {
  id: string;
  window: { start: string; end: string };
  /** One a day of the window; undefined where nothing was counted. */
  values: readonly (number | undefined)[];
  /** Lines across: targets, limits and baselines, with their labels. */
  lines: readonly { value: number; text: string; kind: 'target' | 'limit2' }[];
  /** Columns for amounts, points for ratios (a gap where there is nothing to divide by). */
  form: 'columns' | 'points';
  /** The scale leaves out zero; the page says so. */
  cut: boolean;
  words: { title: string; description: string };
  format: Format;
  unit: GoalAttainment['metric']['unit'];
}

const BOX = { top: 22, height: 200 };
const BOTTOM = BOX.top + BOX.height;

/** Each day's value with the goal's lines across; columns start at zero. */
export function dailyChart(spec: DailyChart): Html {
  const { values, lines, format, unit } = spec;
  const known = values.filter((value) => value !== undefined);
  const levels = lines.map((line) => line.value);
  const scale = scaleOf([...known, ...levels], BOX, !spec.cut);
  const axis = axisOf(scale, levels, (value) => format.axis({ unit }, value));
  const content = [
    ...(spec.form === 'columns' ? columns(values, scale) : points(values, scale)),
    ...lines.map(({ value, kind }) => ruleAcross(round(scale.y(value)), kind)),
    ruleAcross(BOTTOM, 'base'),
    ...timeAxis(spec.window, BOTTOM, format),
  ];
  return chart(spec.id, BOTTOM + 26, spec.words, { key: lines, axis, content });
}

function columns(values: readonly (number | undefined)[], scale: Scale): Html[] {
  const zero = scale.y(0);
  return values.flatMap((value, day) => {
    if (value === undefined || value === 0) return [];
    const y = scale.y(value);
    return html`<rect
      class="mark"
      x="${pct((day + 0.1) / values.length)}"
      width="${pct(0.8 / values.length)}"
      y="${round(Math.min(y, zero))}"
      height="${round(Math.abs(zero - y))}"
    />`;
  });
}

function points(values: readonly (number | undefined)[], scale: Scale): Html[] {
  const inner = (value: number) => round(((scale.y(value) - BOX.top) / BOX.height) * 1000);
  let pen = 'M';
  const path = values.map((value, day) => {
    const step = value === undefined ? '' : `${pen}${day + 0.5} ${inner(value)}`;
    pen = value === undefined ? 'M' : 'L';
    return step;
  });
  const dots = values.map((value, day) =>
    value === undefined
      ? html``
      : html`<circle
          class="dot"
          cx="${pct((day + 0.5) / values.length)}"
          cy="${round(scale.y(value))}"
          r="3"
        />`,
  );
  const line = html`<svg
    x="0"
    y="${BOX.top}"
    width="100%"
    height="${BOX.height}"
    viewBox="0 0 ${values.length} 1000"
    preserveAspectRatio="none"
    overflow="visible"
  >
    <path class="p actual" d="${path.join('')}" />
  </svg>`;
  return values.length > 45 ? [line] : [line, ...dots];
}
