import { html, type Html } from '../html.ts';

/** A percentage for an SVG attribute: at most two places, so that markup stays small and stable. */
export function pct(share: number): string {
  return `${round(share * 100)}%`;
}

/** A coordinate of at most two places. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Round numbers from low to high, about `wanted` of them, that an axis can be labelled with. */
export function niceTicks(low: number, high: number, wanted = 4): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(span / wanted));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((s) => span / s <= wanted);
  const size = step ?? span;
  const first = Math.ceil(low / size - 1e-9);
  const last = Math.floor(high / size + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * size).toPrecision(12)),
  );
}

/** A drawing with its title and description; text stands outside the stretched inner drawing. */
export function chart(
  id: string,
  height: number,
  words: { title: string; description: string },
  content: readonly Html[],
): Html {
  return html`<svg class="chart" height="${height}" role="img" aria-labelledby="${id}-t ${id}-d">
    <title id="${id}-t">${words.title}</title>
    <desc id="${id}-d">${words.description}</desc>
    ${content}
  </svg>`;
}

/** A text inside a chart. `className` sets anchor and weight: end, mid, hl, halo, lg, sm. */
export function label(text: string, x: string, y: number, className = '', dx = 0): Html {
  return html`<text class="${className}" x="${x}" y="${round(y)}" dx="${dx}">${text}</text>`;
}

/** A vertical scale from numbers to pixels between top and bottom. */
export interface Scale {
  low: number;
  high: number;
  /** Pixels from the top of the chart. */
  y(value: number): number;
}

/** A scale that holds all values and zero where `fromZero`, with a little air above. */
export function scaleOf(
  values: readonly number[],
  box: { top: number; height: number },
  fromZero: boolean,
): Scale {
  const all = fromZero ? [...values, 0] : values;
  const least = all.length === 0 ? 0 : Math.min(...all);
  const most = all.length === 0 ? 1 : Math.max(...all);
  const air = (most - least || Math.abs(most) || 1) * 0.08;
  const low = least < 0 ? least - air : fromZero ? 0 : Math.max(least - air, 0);
  const high = most + air;
  return { low, high, y: (value) => box.top + (1 - (value - low) / (high - low)) * box.height };
}

/** Horizontal lines, to be drawn under the data, and their labels, to be drawn over it. */
export interface Grid {
  lines: Html[];
  labels: Html[];
}

/** Lines at round numbers; those close to a value in `avoid`, which has its own line, are left out. */
export function gridOf(
  scale: Scale,
  avoid: readonly number[],
  text: (value: number) => string,
): Grid {
  const near = (value: number) =>
    avoid.some((other) => Math.abs(scale.y(other) - scale.y(value)) < 18);
  const ticks = niceTicks(scale.low, scale.high)
    .filter((value) => value !== 0 || scale.low < 0)
    .filter((value) => !near(value))
    .map((value) => ({ value, y: round(scale.y(value)) }));
  return {
    lines: ticks.map(({ value, y }) => ruleAcross(y, value === 0 ? 'base' : 'grid')),
    labels: ticks.map(({ value, y }) => label(text(value), '0', y - 4, 'halo')),
  };
}

/** A line from edge to edge. */
export function ruleAcross(y: number, kind: string): Html {
  return html`<line class="p ${kind}" x1="0" x2="100%" y1="${y}" y2="${y}" />`;
}
