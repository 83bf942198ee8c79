import { fieldOptions, listOf } from './columns.ts';
import type { CsvConfig } from './config.ts';
import { datePattern, daysAndMonthsSwapped } from './date-patterns.ts';
import { fieldsOf } from './fields.ts';
import { isNamedTime } from './written-time.ts';

type Mistake = readonly [path: string[], message: string];

const MONEY = [
  'amount',
  'unitPrice',
  'gross',
  'discount',
  'returned',
  'tax',
  'shipping',
  'duties',
  'fees',
];

/** What a configuration lacks or has too much: path of the key, and the mistake with its hint. */
export function* mistakesOf(config: CsvConfig): Generator<Mistake> {
  yield* columnMistakes(config);
  yield* optionMistakes(config);
  const { fact, columns, decimal, thousands, returns } = config;
  if (fact === 'sale' && !MONEY.some((name) => columns[name] !== undefined)) {
    yield [['columns'], `has no money: map one of ${MONEY.join(', ')}`];
  }
  if (
    (fact === 'traffic' || fact === 'rate') &&
    columns['occurredAt'] === undefined &&
    columns['day'] === undefined
  ) {
    yield [['columns', 'day'], `is missing: ${fact} needs day or occurredAt`];
  }
  if (fact !== 'sale' && returns !== undefined) {
    yield [['returns'], `belongs to sale, not to ${fact}`];
  }
  if (thousands === decimal) {
    yield [['thousands'], 'is the decimal mark too: the two must differ'];
  }
  yield* dateMistakes(listOf(config.dates));
}

function* columnMistakes({ fact, columns }: CsvConfig): Generator<Mistake> {
  const fields = fieldsOf(fact);
  const known = ['id', ...Object.keys(fields)];
  for (const name of Object.keys(columns)) {
    if (!known.includes(name)) {
      yield [['columns', name], `is no field of ${fact}; its fields: ${known.join(', ')}`];
    }
  }
  for (const [name, spec] of Object.entries(fields)) {
    if (spec.required && columns[name] === undefined) {
      yield [['columns', name], `is missing: ${fact} needs it (a column, or { constant: … })`];
    }
  }
}

/** Options of a column that its field can't have. */
function* optionMistakes({ fact, columns }: CsvConfig): Generator<Mistake> {
  const fields = fieldsOf(fact);
  for (const [name, column] of Object.entries(columns)) {
    const { sign, zone, fillDown } = fieldOptions(column);
    const kind = fields[name]?.type.kind;
    if (sign !== undefined && kind !== 'decimal') {
      yield [['columns', name, 'sign'], `belongs to an amount or a quantity, not to ${name}`];
    }
    if (zone !== undefined && kind !== 'instant') {
      yield [['columns', name, 'zone'], `belongs to a time, not to ${name}`];
    }
    if (fillDown && (columns['orderId'] === undefined || name === 'orderId')) {
      yield [
        ['columns', name, 'fillDown'],
        'fills within one order: map orderId to a column that every row has',
      ];
    }
  }
}

function* dateMistakes(dates: readonly string[] | undefined): Generator<Mistake> {
  if (dates === undefined) return;
  for (const pattern of dates) {
    if (isNamedTime(pattern)) continue;
    try {
      datePattern(pattern);
    } catch (error) {
      yield [['dates'], `${pattern} ${(error as Error).message}`];
    }
  }
  const swapped = daysAndMonthsSwapped(dates);
  if (swapped !== undefined) {
    yield [
      ['dates'],
      `has ${swapped.join(' and ')}: which is day and which is month could not be told; name one of them`,
    ];
  }
}
