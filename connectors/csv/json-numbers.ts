import { plainNumber } from '../../schemas/plain-number.ts';

/** Numbers that a double may not give back as they are written: 16 or more digits, an exponent, or very small. */
const INEXACT = /[\d.]{16}|\d[eE][-+]?\d|0\.0{6}/;

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
