/** Numbers that a double may not give back as they are written: 16 or more digits, an exponent, or very small. */
const INEXACT = /[\d.]{16}|\d[eE][-+]?\d|0\.0{6}/;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/;
/** Digits that an exponent may add; a number beyond it stays as it is written. */
const MAX_SHIFT = 100;

interface Raw {
  readonly rawJSON: string;
}

/** What Node 24 has and TypeScript does not describe yet. */
const exactJson = JSON as unknown as {
  parse: (
    text: string,
    reviver?: (key: string, value: unknown, from: Source) => unknown,
  ) => unknown;
  rawJSON: (text: string) => unknown;
  isRawJSON: (value: unknown) => value is Raw;
};

interface Source {
  readonly source?: string;
}

/**
 * Parses JSON without loss: a number that a double can't hold becomes a JSON.rawJSON object with
 * its digits as they are written, without exponent (see `exactText`).
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  if (!INEXACT.test(text)) return JSON.parse(text);
  return exactJson.parse(text, (_key, value, { source }) => {
    if (typeof value !== 'number' || source === undefined) return value;
    const plain = plainNumber(source);
    return plain === String(value) ? value : exactJson.rawJSON(plain);
  });
}

/** The text of a JSON value: strings as they are, '' for none, numbers exactly. */
export function exactText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (value === undefined || value === null) return '';
  return exactJson.isRawJSON(value) ? value.rawJSON : JSON.stringify(value);
}

/** A JSON number as a plain decimal without exponent and without zeros that say nothing. */
function plainNumber(source: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(source) ?? [];
  const shift = Number(exponent);
  if (Math.abs(shift) > MAX_SHIFT) return source;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const right = padded.slice(at).replace(/0+$/, '');
  const plain = right === '' ? left : `${left}.${right}`;
  return plain === '0' ? plain : sign + plain;
}
