import { z } from 'zod';
import { formatDecimal, parseDecimal } from './decimal.ts';
import { decimalText, localDay, PLAIN_DECIMAL } from './facts.ts';
import { baselineSchema, daysSchema, decimalInput, slug } from './goals.ts';

/** Who owns a goal, as people write it. */
export const ownershipInput = z
  .strictObject({
    owner: slug.describe('The id of an owner or a team.'),
    share: decimalInput
      .exactOptional()
      .describe('The part they answer for: above 0, at most 1. Default 1.'),
    from: localDay.exactOptional().describe('First local day. Default: the window’s start.'),
    to: localDay.exactOptional().describe('Last local day. Default: the window’s end.'),
  })
  .describe('On every day of the window the shares of all owners sum to 1.');

/** What to say of a value in none of the ways that can be written. */
function told(what: string, mend: string): z.core.$ZodErrorMap {
  return ({ input }) => `${input === undefined ? 'is missing' : `is not ${what}`}; write ${mend}`;
}

/** A window, as people write it. */
export const windowInput = z
  .union(
    [
      daysSchema.describe('Local days, both inclusive.'),
      z
        .strictObject({
          start: localDay,
          months: z
            .int()
            .min(1, 'is less than a month; write 1 to 120')
            .max(120, 'is more than ten years; write 1 to 120'),
        })
        .describe('So many months from a local day on.'),
      z.string().meta({
        pattern: String.raw`^(\d{4}(-(H[12]|Q[1-4]|\d\d|W\d\d))?|FY\d{4}(-(H[12]|Q[1-4]))?)$`,
        description: '2026, 2026-H2, 2026-Q4, 2026-10, 2026-W41, FY2027 or FY2027-Q1.',
      }),
      z.int().transform(String).describe('A calendar year.'),
    ],
    {
      error: told(
        'a window',
        '{ start, end } with days such as 2026-10-01, { start, months: 6 }, or a text such as 2026-Q4 or FY2027',
      ),
    },
  )
  .describe('The days that count. FY2027 is the fiscal year that ends in 2027.');

const PREVIOUS = 'previous-window';
const LAST_YEAR = 'same-weekdays-last-year';

/** What a change is measured from, as people write it. */
export const baselineInput = z
  .union(
    [
      z.enum([PREVIOUS, LAST_YEAR]).transform((name) => ({
        kind: name === PREVIOUS ? ('previous' as const) : ('lastYear' as const),
      })),
      decimalInput.transform((value) => ({ kind: 'fixed' as const, value })),
      daysSchema.transform((days) => ({ kind: 'days' as const, ...days })),
      baselineSchema,
    ],
    { error: told('a baseline', `a number, ${PREVIOUS}, ${LAST_YEAR} or { start, end }`) },
  )
  .describe(
    `A number; ${PREVIOUS}: as many days just before; ${LAST_YEAR}: 364 days back; or { start, end }. Its value is frozen when the goal is agreed.`,
  );

const PERCENT = /^([+-]?\d{1,12}(?:\.\d{1,6})?)\s*%$/;
const changeMend = 'a percentage such as +10 % or -5 %, or a share such as 0.1';

/** A signed share, as people write it: "+10 %" and 0.1 are the same. */
export const changeInput = z
  .union(
    [
      z.number().transform(String),
      z.string().meta({ pattern: `${PERCENT.source}|${PLAIN_DECIMAL.source}` }),
    ],
    { error: told('a change', changeMend) },
  )
  .transform((text) => shareOf(text))
  .refine((share) => decimalText.safeParse(share).success, `is not a change; write ${changeMend}`)
  .describe('+10 % or 0.1: a tenth more than the baseline; -5 %: a twentieth less.');

/** A percentage as a share; any other text as it is. Finer than six places stays a percentage. */
function shareOf(text: string): string {
  const percent = PERCENT.exec(text)?.[1]?.replace('+', '');
  const micros = percent === undefined ? undefined : parseDecimal(percent);
  return micros === undefined || micros % 100n !== 0n ? text : formatDecimal(micros / 100n);
}
