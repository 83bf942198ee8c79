import type { Business, GoalAttainment } from '../../schemas/attainment.ts';
import { formatDecimal, parseDecimal } from '../../schemas/decimal.ts';

type Metric = Pick<GoalAttainment['metric'], 'unit'>;
type Digits = Intl.NumberFormatOptions;

/** Spells figures, dates and times. Decimals are formatted from their text, so that no digit is lost. */
export interface Format {
  /**
   * A figure in its metric's unit: money and counts exactly, days with two places, a ratio as a
   * percentage of two places; exactly where rounding could make it the same as one of `beside`, or
   * put it on the other side of it.
   */
  value(metric: Metric, decimal: string, beside?: readonly string[]): string;
  /** What was agreed (a target, a limit, a baseline), to its last digit. */
  limit(metric: Metric, decimal: string): string;
  /** The same without its fraction from 1,000 up (cut, not rounded), for sentences. */
  brief(metric: Metric, decimal: string, beside?: readonly string[]): string;
  /**
   * How far two figures lie apart, without a sign: of ratios in percentage points, for a share of
   * 0.8 is not 10 % below 0.9 but 10 points; of others in their unit.
   */
  difference(metric: Metric, decimal: string, words: { points: string }): string;
  /** A decimal without a unit, exactly. */
  plain(decimal: string): string;
  /** A figure without its unit for columns of figures: money with all places of its minor unit. */
  amount(metric: Metric, decimal: string): string;
  /** Axis marks: at most two places, and short from a thousand millions on. */
  axis(metric: Metric, value: number): string;
  /** A share in percent with one place, cut downwards: 0.9999 is never 100 %. */
  percent(decimal: string): string;
  /** "8 March" */
  day(day: string): string;
  /** "8 March 2026" */
  fullDay(day: string): string;
  /** "March" */
  month(day: string): string;
  /** "Monday 9 March 2026, 07.40" in the business's time zone. */
  instant(ms: number): string;
  /** "07.40" in the business's time zone. */
  time(ms: number): string;
}

const BRIEF_FROM = 1000;
const SHORT_FROM = 1e9;
const EXACT: Digits = { maximumFractionDigits: 6 };

/** A formatter for one business; `language` is the page's, the region and numbers are the business's. */
export function createFormat(business: Business, language: string): Format {
  const number = (options: Digits) => numberFormat(business.locale, options);
  const currency: Digits = { style: 'currency', currency: business.currency };
  const minorUnit =
    new Intl.NumberFormat('en', currency).resolvedOptions().maximumFractionDigits ?? 2;
  const money = number({
    ...currency,
    minimumFractionDigits: minorUnit,
    maximumFractionDigits: 6,
    trailingZeroDisplay: 'stripIfInteger',
  });
  const moneyBrief = number({ ...currency, maximumFractionDigits: 0, roundingMode: 'trunc' });
  const plain = number(EXACT);
  const amount = number({ minimumFractionDigits: minorUnit, maximumFractionDigits: 12 });
  const days = number({
    style: 'unit',
    unit: 'day',
    unitDisplay: 'long',
    maximumFractionDigits: 2,
  });
  const plainBrief = number({ maximumFractionDigits: 0, roundingMode: 'trunc' });
  const share = number({
    style: 'percent',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    trailingZeroDisplay: 'stripIfInteger',
  });
  const percent = number({
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    roundingMode: 'floor',
  });
  const axis = number({ maximumFractionDigits: 2 });
  const axisShort = number({ notation: 'compact', maximumFractionDigits: 2 });
  const axisShare = number({ style: 'percent', maximumFractionDigits: 2 });
  const exact = {
    days: number({ style: 'unit', unit: 'day', unitDisplay: 'long', ...EXACT }),
    ratio: number({
      style: 'percent',
      minimumFractionDigits: 2,
      maximumFractionDigits: 4,
      trailingZeroDisplay: 'stripIfInteger',
    }),
    money,
    count: plain,
    score: plain,
  };
  const rounded = { ...exact, days, ratio: share };
  const points = number({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const value = (metric: Metric, decimal: string, beside: readonly string[] = []) => {
    const spell = isNear(metric, decimal, beside) ? exact : rounded;
    return spell[metric.unit](decimal);
  };
  return {
    value,
    limit: (metric, decimal) => exact[metric.unit](decimal),
    difference(metric, decimal, words) {
      if (metric.unit !== 'ratio') return value(metric, decimal);
      const hundredfold = times100(decimal);
      const spell = looksLike(points, hundredfold, ['0']) ? plain : points;
      return `${spell(hundredfold)}\u00A0${words.points}`;
    },
    plain,
    amount: (metric, decimal) => (metric.unit === 'money' ? amount : plain)(decimal),
    percent,
    brief(metric, decimal, beside = []) {
      const spell = metric.unit === 'money' ? moneyBrief : plainBrief;
      const short = metric.unit !== 'ratio' && Math.abs(Number(decimal)) >= BRIEF_FROM;
      if (!short || looksLike(spell, decimal, beside)) return value(metric, decimal, beside);
      return spell(decimal);
    },
    axis(metric, at) {
      if (metric.unit === 'ratio') return axisShare(at.toString());
      return (Math.abs(at) < SHORT_FROM ? axis : axisShort)(at.toString());
    },
    ...dateFormats(business, language),
  };
}

/** A share as a number of percent, exactly. */
function times100(decimal: string): string {
  return formatDecimal((parseDecimal(decimal) ?? 0n) * 100n);
}

/** Micros of the last place that a rounded figure shows. */
const STEPS: Record<Metric['unit'], bigint> = {
  money: 1n,
  count: 1n,
  score: 1n,
  days: 10_000n,
  ratio: 100n,
};

/** Whether rounding could make a figure one of others, or put it on the other side. */
function isNear({ unit }: Metric, decimal: string, others: readonly string[]): boolean {
  const value = parseDecimal(decimal) ?? 0n;
  return others.some((other) => {
    const away = value - (parseDecimal(other) ?? 0n);
    return away < STEPS[unit] && away > -STEPS[unit];
  });
}

/** Whether a figure is spelled as another one is that differs from it. */
function looksLike(
  spell: (decimal: string) => string,
  decimal: string,
  others: readonly string[],
): boolean {
  const spelled = spell(decimal);
  return others.some((other) => other !== decimal && spell(other) === spelled);
}

/** U+2212 for minus, and no break between a figure and its sign or unit. */
function numberFormat(locale: string, options: Digits): (decimal: string) => string {
  const format = new Intl.NumberFormat(locale, {
    roundingMode: 'halfEven',
    signDisplay: 'negative',
    ...options,
  });
  return (decimal) =>
    format
      .formatToParts(decimal as `${number}`)
      .map((part) => (part.type === 'minusSign' ? '\u2212' : part.value.replaceAll(' ', '\u00A0')))
      .join('');
}

/** "10 % more" and "DKK 500" with no break between figure and unit. */
export function keepTogether(text: string): string {
  return text
    .replaceAll(/(?<=\d) (?=(?:%|‰|€|\$|£|kr\b|[A-Z]{3}\b))/g, '\u00A0')
    .replaceAll(/(?<=(?:\b[A-Z]{3}|[€$£])) (?=\d)/g, '\u00A0');
}

type DateFormats = Pick<Format, 'day' | 'fullDay' | 'month' | 'instant' | 'time'>;

function dateFormats(business: Business, language: string): DateFormats {
  const region = new Intl.Locale(business.locale).region;
  const locale = region === undefined ? language : `${language}-${region}`;
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    return (day: string) => format.format(Date.parse(`${day}T00:00:00Z`));
  };
  const timeZone = business.timezone;
  const clock = { hour: '2-digit', minute: '2-digit', timeZone } as const;
  const time = new Intl.DateTimeFormat(locale, clock);
  const long = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone,
  });
  return {
    day: date({ day: 'numeric', month: 'long' }),
    fullDay: date({ day: 'numeric', month: 'long', year: 'numeric' }),
    month: date({ month: 'long' }),
    time: (ms) => time.format(ms),
    instant: (ms) => `${long.format(ms)}, ${time.format(ms)}`,
  };
}
