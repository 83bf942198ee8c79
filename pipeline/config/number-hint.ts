/** What a text that was written for a number most likely means. Pure. */
export interface Hint {
  readonly message: string;
  readonly mend: string;
}

const PERCENT = /^([+-]?\d+(?:[.,]\d+)?)\s*(?:%|pct\.?|percent|procent)$/i;
const FACTORS: Readonly<Record<string, number>> = {
  k: 1e3,
  tusind: 1e3,
  thousand: 1e3,
  m: 1e6,
  mio: 1e6,
  'mio.': 1e6,
  million: 1e6,
  mia: 1e9,
  'mia.': 1e9,
  bn: 1e9,
  billion: 1e9,
};
const FACTOR = /^([+-]?\d+(?:[.,]\d+)?)\s*([a-z]+\.?)$/i;
/** "DKK 1,000", "1.000 kr." */
const UNIT = /^(?:[a-z]{2,3}\.?|[$€£¥])\s*(?=[-\d])|\s*(?:[a-z]{2,3}\.?|[$€£¥])$/gi;
const GROUPED = /^[+-]?\d{1,3}(?:([.,'’ \u00A0\u202F_])\d{3})(?:\1\d{3})*(?:[.,]\d{1,6})?$/;

/** A hint for a number as people write it; undefined where it says nothing. */
export function numberHint(written: string, field: string): Hint | undefined {
  const text = written.trim();
  const percent = PERCENT.exec(text)?.[1];
  if (percent !== undefined) return percentHint(text, percent, field);
  const [, amount = '', word = ''] = FACTOR.exec(text) ?? [];
  const factor = Object.hasOwn(FACTORS, word.toLowerCase())
    ? FACTORS[word.toLowerCase()]
    : undefined;
  if (factor !== undefined) {
    const value = Number(amount.replace(',', '.')) * factor;
    return { message: `is ${text}, which is no plain number`, mend: `write ${plain(value)}` };
  }
  const bare = text.replace(UNIT, '').trim();
  const values = readings(bare);
  const what = bare === text ? `is ${text}` : `is ${text}, with a currency or unit`;
  if (values.length === 0 || values[0] === text) return undefined;
  const mend =
    values.length === 1
      ? `write ${values[0]}, with digits and a point before decimals only`
      : `write ${values[0]} or ${values[1]}, as it is meant`;
  return { message: `${what}, which is no plain number`, mend };
}

function percentHint(text: string, percent: string, field: string): Hint {
  const share = Number(percent.replace(',', '.')) / 100;
  const written = plain(Number(share.toFixed(6)));
  const mend =
    field === 'target'
      ? `write ${written} for a rate; for a change against the past use type: relative with change: ${percent.replace(',', '.')} %`
      : `write ${written}`;
  return { message: `is a percentage (${text}) where a plain number is meant`, mend };
}

/** The numbers that a text with marks can mean: one, two where a single mark may be either, or none. */
function readings(text: string): readonly string[] {
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return [text.replace(/^\+/, '')];
  const separator = GROUPED.exec(text)?.[1];
  if (separator !== undefined) {
    const [last = ''] = /[.,]\d{1,6}$/.exec(text) ?? [];
    const single = text.split(separator).length === 2 && last.startsWith(separator);
    const decimals = last !== '' && !last.startsWith(separator) ? last.replace(',', '.') : '';
    const whole = decimals === '' ? text : text.slice(0, -decimals.length);
    const grouped = `${whole.replaceAll(/[^\d-]/g, '')}${decimals}`;
    return single ? [grouped, plain(Number(text.replace(',', '.')))] : [grouped];
  }
  if (/^[+-]?\d+,\d+$/.test(text)) return [text.replace(',', '.').replace(/^\+/, '')];
  return [];
}

function plain(value: number): string {
  return new Intl.NumberFormat('en', { useGrouping: false, maximumFractionDigits: 8 }).format(
    value,
  );
}
