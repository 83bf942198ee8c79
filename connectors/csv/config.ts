import { z } from 'zod';
import { timezoneSchema } from '../../schemas/config.ts';
import { FACT_TYPES } from '../../schemas/facts.ts';
import { mistakesOf } from './config-mistakes.ts';

const columnName = z.string().min(1, 'is empty: name a column of the file');
const columnNames = z.union([columnName, z.array(columnName).min(1)]);
const words = z.record(z.string(), z.coerce.string());
const texts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const columnSchema = z.union([
  columnNames,
  z.strictObject({
    column: columnNames,
    /** Between the values where several columns make one field. */
    separator: z.string().exactOptional(),
    /** Taken where the cell is empty, and where a file does not have the column. */
    default: z.coerce.string().exactOptional(),
    /** An empty cell takes what the row above has, as long as that is of the same order. */
    fillDown: z.literal(true).exactOptional(),
    /**
     * Of a decimal: `reversed` where the file writes it with the other sign (discounts as -10),
     * `signed` where the sign is to be taken as it stands, whatever the kind of the row.
     */
    sign: z.enum(['reversed', 'signed']).exactOptional(),
    /** Of a time: the column that says the row's zone (PST, +01:00, Europe/Paris). */
    zone: z
      .union([columnName, z.strictObject({ column: columnName, values: words.exactOptional() })])
      .exactOptional(),
    /** The file's words in ours: { Y: true, N: false }. */
    values: words.exactOptional(),
  }),
  z.strictObject({ constant: z.union([z.string().min(1), z.number(), z.boolean()]) }),
]);

const conditionSchema = z
  .strictObject({
    column: columnName,
    equals: z.coerce.string().exactOptional(),
    in: z.array(z.coerce.string()).min(1).exactOptional(),
    prefix: z.string().min(1).exactOptional(),
    empty: z.boolean().exactOptional(),
    negative: z.boolean().exactOptional(),
    /** A file may lack the column: its cells are empty then. */
    optional: z.literal(true).exactOptional(),
    /** The same as prefix. */
    startsWith: z.string().min(1).exactOptional(),
    /** The same as in. */
    oneOf: z.array(z.coerce.string()).min(1).exactOptional(),
  })
  .refine(
    ({ optional: _optional, ...rule }) => Object.keys(rule).length === 2,
    'needs exactly one of equals, in, prefix, empty or negative beside column',
  );
const conditions = z.union([conditionSchema, z.array(conditionSchema).min(1)], {
  error: ({ input }) =>
    typeof input === 'number'
      ? 'is a condition on a column; lines before the header are left out by skipLines'
      : undefined,
});

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
    /** Default: what a first line `sep=` names, else a comma. */
    delimiter: z.string().min(1).max(8).exactOptional(),
    /** The character around cells; none: quotes are characters like any other. */
    quote: z.union([z.literal('none'), z.string().length(1)]).exactOptional(),
    /** A WHATWG label such as windows-1252. Default: by the byte order mark, else UTF-8. */
    encoding: z
      .string()
      .refine(
        isEncoding,
        'is no encoding; write utf-8, windows-1252 (latin1), utf-16le or the like',
      )
      .exactOptional(),
    /** Lines before the header. */
    skipLines: z.int().min(0).max(10_000).exactOptional(),
    /** Lines that begin with it are no rows. */
    comment: z.string().min(1).max(8).exactOptional(),
    /** The decimal mark of the file's numbers. */
    decimal: z.enum(['.', ',']).default('.'),
    /** What stands between groups of digits: "." "," " " or "'". Default: nothing. */
    thousands: z.enum(['.', ',', ' ', "'"]).exactOptional(),
    /** Texts that may stand beside numbers, such as [kr., DKK]. */
    marks: texts.exactOptional(),
    /** How the file writes times: patterns such as dd-MM-yyyy, iso, epoch-seconds, epoch-ms; the first that fits. */
    dates: texts.exactOptional(),
    columns: z.record(z.string(), columnSchema),
    /** Which rows of sales are returns. */
    returns: conditionSchema.exactOptional(),
    /** Rows that count: all conditions hold. The others are skipped. */
    where: conditions.exactOptional(),
    /** Rows that do not count: one of the conditions holds. */
    skip: conditions.exactOptional(),
  })
  .check((context) => {
    for (const [path, message] of mistakesOf(context.value)) {
      context.issues.push({ code: 'custom', message, path, input: context.value });
    }
  });

export type CsvConfig = z.infer<typeof csvConfigSchema>;
export type ColumnConfig = z.infer<typeof columnSchema>;
export type RowCondition = z.infer<typeof conditionSchema>;

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}
