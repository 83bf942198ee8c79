import type { GoalAttainment } from '../../schemas/attainment.ts';
import { dailyChart, type DailyChart } from './charts/daily.ts';
import type { PageContext } from './context.ts';
import { addDays, lengthOf } from '../../schemas/calendar.ts';
import { quotient } from '../../schemas/decimal.ts';
import { micros, toNumber } from './figures.ts';
import { band, scrolling } from './frame.ts';
import { daysText } from './goal-figures.ts';
import { html, type Html } from './html.ts';

type Day = GoalAttainment['daily'][number];

/** Each day by itself: for ratios, distinct counts and changes, whose days are not added up here. */
export function dailyBand(context: PageContext, goal: GoalAttainment): Html {
  const { texts } = context;
  const { start, end } = goal.window;
  const days = goal.daily.filter(({ day }) => day >= start && day <= end);
  const hints = {
    ratio: texts.charts.dailyRatioHint,
    mean: texts.charts.dailyRatioHint,
    percentile: texts.charts.dailyPercentileHint,
    distinct: texts.charts.dailyDistinctHint,
    sum: texts.charts.dailyHint,
  };
  return band(
    'daily',
    texts.charts.daily,
    hints[goal.metric.kind],
    html`<figure>
        <p class="finding">${range(context, goal, days)}</p>
        <p class="small quiet">
          ${title(context, goal)}${isCut(goal, days) && `. ${texts.charts.cut}`}
        </p>
        ${draw(context, goal, days)}
      </figure>
      <details>
        <summary>${texts.frame.theSame}</summary>
        ${table(context, goal, days)}
      </details>`,
  );
}

/** A day's value; where only its parts are given, worked out from them. */
function valueOf(day: Day): string | undefined {
  if (day.value !== undefined) return day.value;
  if (day.numerator === undefined || day.denominator === undefined) return undefined;
  return quotient(micros(day.numerator), micros(day.denominator));
}

function title(context: PageContext, { metric, window }: GoalAttainment): string {
  return context.texts.charts.dailyTitle(metric.title, daysText(context, window));
}

function range({ texts, format }: PageContext, goal: GoalAttainment, days: readonly Day[]): string {
  const values = days
    .flatMap((day) => valueOf(day) ?? [])
    .toSorted((a, b) => Number(micros(a) - micros(b)));
  const [low, high] = [values[0], values.at(-1)];
  if (low === undefined || high === undefined) return texts.charts.nothing;
  return texts.charts.range(format.value(goal.metric, low), format.value(goal.metric, high));
}

function draw(context: PageContext, goal: GoalAttainment, days: readonly Day[]): Html {
  const { texts, format } = context;
  const byDay = new Map(days.map((day) => [day.day, valueOf(day)]));
  const values = Array.from({ length: lengthOf(goal.window) }, (_, index) => {
    const value = byDay.get(addDays(goal.window.start, index));
    return value === undefined ? undefined : toNumber(value);
  });
  return dailyChart({
    id: 'chart-daily',
    window: goal.window,
    values,
    lines: isLevel(goal) ? levels(context, goal) : [],
    cut: isCut(goal, days),
    form: isLevel(goal) ? 'points' : 'columns',
    words: {
      title: title(context, goal),
      description: texts.charts.dailyText(
        format.plain(String(days.length)),
        range(context, goal, days),
      ),
    },
    format,
    unit: goal.metric.unit,
  });
}

/** Whether a day's figure is on the scale of the window's, and is no part of it. */
function isLevel({ metric: { kind } }: GoalAttainment): boolean {
  return kind === 'ratio' || kind === 'mean' || kind === 'percentile';
}

/** Rates that never come near zero are drawn without it, so that their days can be told apart. */
function isCut(goal: GoalAttainment, days: readonly Day[]): boolean {
  const values = days.flatMap((day) => valueOf(day) ?? []).map(toNumber);
  return isLevel(goal) && Math.min(...values) > Math.max(...values) / 2;
}

/** A rate has the same scale in a day as in a window, so its target can be drawn across the days. */
function levels({ texts, format }: PageContext, goal: GoalAttainment): DailyChart['lines'] {
  const spell = (limit: string) => format.limit(goal.metric, limit);
  const line = (
    limit: string | undefined,
    text: (spelled: string) => string,
    kind: 'target' | 'limit2',
  ) => (limit === undefined ? [] : [{ value: toNumber(limit), text: text(spell(limit)), kind }]);
  if (goal.type === 'maintain')
    return [
      ...line(goal.band?.min, texts.charts.minLabel, 'target'),
      ...line(goal.band?.max, texts.charts.maxLabel, 'target'),
    ];
  return [
    ...line(goal.target, texts.charts.targetLabel, 'target'),
    ...line(goal.baseline, texts.charts.baselineLabel, 'limit2'),
  ];
}

function table(context: PageContext, goal: GoalAttainment, days: readonly Day[]): Html {
  const { texts, format } = context;
  const ratio = goal.metric.kind === 'ratio' || goal.metric.kind === 'mean';
  const spell = (decimal: string | undefined) =>
    decimal === undefined ? '–' : format.plain(decimal);
  const lines = days.map((day) => {
    const value = valueOf(day);
    return html`<tr>
      <th scope="row">${format.fullDay(day.day)}</th>
      ${
        ratio &&
        html`<td class="num">${spell(day.numerator)}</td>
          <td class="num">${spell(day.denominator)}</td>`
      }
      <td class="num">${value === undefined ? '–' : format.value(goal.metric, value)}</td>
    </tr>`;
  });
  const head = ratio && [texts.charts.numerator, texts.charts.denominator].map(columnHead);
  return scrolling(
    title(context, goal),
    html`<thead>
        <tr>
          <th scope="col">${texts.charts.day}</th>
          ${head}${columnHead(texts.charts.value)}
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>`,
  );
}

function columnHead(text: string): Html {
  return html`<th scope="col" class="num">${text}</th>`;
}
