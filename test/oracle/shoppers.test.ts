import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttainmentReport, GoalAttainment } from '../../schemas/attainment.ts';
import { hasShoppers, shoppersProject } from '../support/shoppers.ts';
import { startUp, type Up } from '../support/up.ts';
import { goalIn, mapped, monthly, monthsOf, withQuietMonths, writeGoals } from './goals.ts';
import { countSessions, rate, sum, type ByWord, type Sessions } from './shoppers-sums.ts';

const WINDOW = { start: '2017-01-01', end: '2017-12-31' };
const DIMENSIONS = { channel: 'TrafficType', location: 'Region', campaign: 'VisitorType' };
const COLUMNS = Object.values(DIMENSIONS);

const goalId = (dimension: string, word: string): string =>
  `${dimension}-${word.toLowerCase().replaceAll('_', '-')}`;

/** Rows as text in one order. */
const lines = (rows: readonly (readonly unknown[])[]): string[] =>
  rows.map((row) => row.join(' ')).toSorted();

/** Every figure against counts over the file that share no code with the project. */
describe.skipIf(!hasShoppers)('12,330 real sessions by an independent count', () => {
  let folder: string;
  let up: Up;
  let stop = (): Promise<void> => Promise.resolve();
  let report: AttainmentReport;
  let columns: ReadonlyMap<string, ByWord>;

  beforeAll(async () => {
    columns = await countSessions(['Weekend', ...COLUMNS]);
    folder = await shoppersProject();
    const scoped = Object.entries(DIMENSIONS).flatMap(([dimension, column]) =>
      [...words(column).keys()].map((equals) =>
        monthly(goalId(dimension, equals), 'conversion_rate', WINDOW, { dimension, equals }),
      ),
    );
    await writeGoals(folder, [
      monthly('conversion', 'conversion_rate', WINDOW),
      monthly('sessions', 'sessions', WINDOW),
      ...scoped,
    ]);
    up = await startUp(folder);
    stop = () => up.stop();
    await up.counted();
    report = await up.attainment();
  }, 120_000);
  afterAll(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  function words(column: string): ByWord {
    return columns.get(column) ?? new Map();
  }

  const goal = (id: string): GoalAttainment => goalIn(report, id);
  const allMonths = (): ReadonlyMap<string, Sessions> => words('').get('') ?? new Map();

  test('the conversion is 15.47 %, which is not the mean of the months', () => {
    const { actual, numerator, denominator, periods = [] } = goal('conversion');
    expect({ numerator, denominator }).toEqual({ numerator: '1908', denominator: '12330' });
    expect(actual).toBe('0.154745');
    expect(actual).toBe(rate(sum(allMonths())));
    const rates = periods.flatMap((month) =>
      month.actual === undefined ? [] : [Number(month.actual)],
    );
    expect(rates).toHaveLength(10);
    expect((rates.reduce((total, one) => total + one, 0) / 10).toFixed(4)).toBe('0.1434');
  });

  test('sessions and conversion of every month', () => {
    const counted = mapped(allMonths(), ({ all }) => String(all));
    expect(monthsOf(goal('sessions'))).toEqual(withQuietMonths(counted, '2017-01', 12));
    expect(goal('sessions').actual).toBe('12330');
    expect(monthsOf(goal('conversion'))).toEqual(mapped(allMonths(), rate));
  });

  test.each(Object.entries(DIMENSIONS))(
    'conversion by %s (%s): every value and month, and the parts sum to the whole',
    (dimension, column) => {
      const goals = [...words(column)].map(([word, months]) => {
        const { actual, numerator, denominator } = goal(goalId(dimension, word));
        const whole = sum(months);
        expect({ word, actual, numerator, denominator }).toEqual({
          word,
          actual: rate(whole),
          numerator: String(whole.bought),
          denominator: String(whole.all),
        });
        expect(monthsOf(goal(goalId(dimension, word)))).toEqual(mapped(months, rate));
        return { bought: Number(numerator), all: Number(denominator) };
      });
      expect(goals.length).toBeGreaterThan(2);
      expect(sum(new Map(goals.entries().map(([n, one]) => [String(n), one])))).toEqual({
        bought: 1908,
        all: 12_330,
      });
    },
  );

  test('bi.goal_daily: weekends and other days, apart, of every month', async () => {
    const rows = await up.rows(
      `SELECT if(toDayOfWeek(day) >= 6, 'TRUE', 'FALSE') AS weekend, formatDateTime(day, '%Y-%m'),
              toString(numerator), toString(denominator)
       FROM bi.goal_daily WHERE goal = 'conversion' ORDER BY day`,
    );
    const expected = [...words('Weekend')].flatMap(([weekend, months]) =>
      [...months].map(([month, { bought, all }]) => [weekend, month, `${bought}`, `${all}`]),
    );
    expect(lines(rows)).toEqual(lines(expected));
  });

  test('bi.attainment says the same of every goal', async () => {
    const rows = await up.rows(
      `SELECT goal, toString(numerator), ifNull(toString(denominator), ''), toString(actual) FROM bi.attainment`,
    );
    const shown = report.goals.map(({ id, actual, numerator, denominator }) => [
      id,
      numerator ?? actual,
      denominator ?? '',
      actual,
    ]);
    expect(lines(rows)).toEqual(lines(shown));
  });
});
