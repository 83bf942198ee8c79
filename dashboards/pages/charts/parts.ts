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

/** A line of a chart and what it is, for the key above the chart. */
export interface KeyItem {
  kind: 'actual' | 'pace' | 'target' | 'limit2';
  text: string;
}

/**
 * A drawing with its title and description, and a key above it. Text never lies over the data: names
 * of lines stand in the key, figures of the axis in a gutter left of the drawing, as wide as they
 * need it; the stretched inner drawing has none.
 */
export function chart(
  id: string,
  height: number,
  words: { title: string; description: string },
  { key, axis, content }: { key: readonly KeyItem[]; axis: Axis; content: readonly Html[] },
): Html {
  return html`${keyOf(key)}<svg
      class="chart ${gutterFor(axis.texts)}"
      height="${height}"
      role="img"
      aria-labelledby="${id}-t ${id}-d"
    >
      <title id="${id}-t">${words.title}</title>
      <desc id="${id}-d">${words.description}</desc>
      ${axis.lines}${content}${axis.labels}
    </svg>`;
}

function keyOf(items: readonly KeyItem[]): Html | undefined {
  if (items.length === 0) return undefined;
  return html`<p class="key">
    ${items.map(
      ({ kind, text }) =>
        html`<span
          ><svg width="26" height="10" aria-hidden="true">
            <path class="p ${kind}" d="M0 5H26" /></svg
          >${text}</span
        >`,
    )}
  </p>`;
}

/** The class of a gutter that holds the longest of some labels. */
function gutterFor(texts: readonly string[]): string {
  const longest = Math.max(0, ...texts.map((text) => text.length));
  const size = [4, 6, 8, 10, 13].findIndex((room) => longest <= room);
  return `gutter-${size < 0 ? 6 : size + 1}`;
}

/** A text of a chart. `className` sets anchor and weight: end, hl; lg drops out in narrow ones. */
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

/** Horizontal lines, to be drawn under the data, and their figures in the gutter. */
export interface Axis {
  lines: Html[];
  labels: Html[];
  /** What the labels say. */
  texts: string[];
}

/** Two figures of the axis closer than this, in pixels, would touch. */
const LABEL_HEIGHT = 18;

/**
 * Figures of the goal's own lines, and lines at round numbers between them. Where two would touch
 * the later one has no figure: the key has it.
 */
export function axisOf(
  scale: Scale,
  levels: readonly number[],
  text: (value: number) => string,
): Axis {
  const taken: number[] = [];
  const isFree = (value: number) => {
    const y = scale.y(value);
    if (taken.some((other) => Math.abs(other - y) < LABEL_HEIGHT)) return false;
    taken.push(y);
    return true;
  };
  const own = levels.filter(isFree);
  const ticks = niceTicks(scale.low, scale.high)
    .filter((value) => value !== 0 || scale.low < 0)
    .filter(isFree);
  const figure = (value: number, className: string) =>
    label(text(value), '0', scale.y(value) + 4, className, -8);
  return {
    lines: ticks.map((value) => ruleAcross(round(scale.y(value)), value === 0 ? 'base' : 'grid')),
    labels: [
      ...own.map((value) => figure(value, 'hl end')),
      ...ticks.map((value) => figure(value, 'end')),
    ],
    texts: [...own, ...ticks].map(text),
  };
}

/** A line from edge to edge. */
export function ruleAcross(y: number, kind: string): Html {
  return html`<line class="p ${kind}" x1="0" x2="100%" y1="${y}" y2="${y}" />`;
}
