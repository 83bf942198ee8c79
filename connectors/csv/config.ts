import { z } from 'zod';
import { timezoneSchema } from '../../schemas/config.ts';
import { FACT_TYPES } from '../../schemas/facts.ts';
import { signOf } from './columns.ts';
import { fieldsOf } from './fields.ts';

const columnName = z.string().min(1, 'is empty: name a column of the file');
const columnNames = z.union([columnName, z.array(columnName).min(1)]);

const columnSchema = z.union([
  columnNames,
  z.strictObject({
    column: columnNames,
    /** Between the values where several columns make one field. */
    separator: z.string().exactOptional(),
    /** Taken where the column is empty. */
    default: z.coerce.string().exactOptional(),
    /**
     * Of a decimal: `reversed` where the file writes it with the other sign (discounts as -10),
     * `signed` where the sign is to be taken as it stands, whatever the kind of the row.
     */
    sign: z.enum(['reversed', 'signed']).exactOptional(),
    /** The file's words in ours: { Y: true, N: false }. */
    values: z.record(z.string(), z.coerce.string()).exactOptional(),
  }),
  z.strictObject({ constant: z.union([z.string().min(1), z.number(), z.boolean()]) }),
]);

const returnsSchema = z
  .strictObject({
    column: columnName,
    startsWith: z.string().min(1).exactOptional(),
    equals: z.coerce.string().exactOptional(),
    oneOf: z.array(z.coerce.string()).min(1).exactOptional(),
    negative: z.literal(true).exactOptional(),
  })
  .refine(
    (rule) => Object.keys(rule).length === 2,
    'needs exactly one of startsWith, equals, oneOf or negative: true beside column',
  );

export const csvConfigSchema = z
  .strictObject({
    /** A file, or a glob (`exports/*.csv`): several files are read in the order of their names. */
    path: z.string().min(1),
    fact: z.enum(FACT_TYPES),
    /** snapshot: the files are the whole truth, what vanished is deleted; append: additions. */
    mode: z.enum(['snapshot', 'append']).default('snapshot'),
    /** Default: by the name, .jsonl or .ndjson (also before .gz) is jsonl. */
    format: z.enum(['csv', 'jsonl']).exactOptional(),
    /** Of local times in the file. Default: the business's. */
    timezone: timezoneSchema.exactOptional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'is not an ISO 4217 code such as DKK')
      .exactOptional(),
    delimiter: z.string().min(1).max(8).default(','),
    encoding: z.enum(['utf8', 'latin1']).default('utf8'),
    /** The decimal mark of the file's numbers. */
    decimal: z.enum(['.', ',']).default('.'),
    columns: z.record(z.string(), columnSchema),
    /** Which rows of sales are returns. */
    returns: returnsSchema.exactOptional(),
  })
  .check((context) => {
    const { fact, columns, returns } = context.value;
    for (const [path, message] of mistakes(fact, columns, returns !== undefined)) {
      context.issues.push({ code: 'custom', message, path, input: context.value });
    }
  });

export type CsvConfig = z.infer<typeof csvConfigSchema>;
export type ColumnConfig = z.infer<typeof columnSchema>;
export type ReturnsConfig = z.infer<typeof returnsSchema>;

/** What a mapping lacks or has too much: path of the key, and the mistake with its mend. */
function* mistakes(
  fact: CsvConfig['fact'],
  columns: CsvConfig['columns'],
  hasReturns: boolean,
): Generator<[path: string[], message: string]> {
  const fields = fieldsOf(fact);
  const known = ['id', ...Object.keys(fields)];
  for (const name of Object.keys(columns)) {
    if (!known.includes(name)) {
      yield [['columns', name], `is no field of ${fact}; its fields: ${known.join(', ')}`];
    }
  }
  for (const [name, spec] of Object.entries(fields)) {
    const column = columns[name];
    if (column !== undefined && spec.type.kind !== 'decimal' && signOf(column) !== undefined) {
      yield [['columns', name, 'sign'], `belongs to an amount or a quantity, not to ${name}`];
    }
    if (spec.required && columns[name] === undefined) {
      yield [['columns', name], `is missing: ${fact} needs it (a column, or { constant: … })`];
    }
  }
  if (
    (fact === 'traffic' || fact === 'rate') &&
    columns['occurredAt'] === undefined &&
    columns['day'] === undefined
  ) {
    yield [['columns', 'day'], `is missing: ${fact} needs day or occurredAt`];
  }
  const money = [
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
  if (fact === 'sale' && !money.some((name) => columns[name] !== undefined)) {
    yield [['columns'], `has no money: map one of ${money.join(', ')}`];
  }
  if (fact !== 'sale' && hasReturns) yield [['returns'], `belongs to sale, not to ${fact}`];
}
