import { InvalidArgumentError } from 'commander';
import { localDay } from '../../schemas/facts.ts';
import { BadSelectionError } from '../replay/bad-selection.ts';
import { readInstant, readRange } from '../replay/range.ts';
import { UsageError } from './usage-error.ts';

/**
 * Readers of options’ values, for commander. Each throws InvalidArgumentError while the command line
 * is read, before anything is opened; the text says what to write.
 */
type ValueReader<T> = (text: string) => T;

/** A whole number within limits, both included. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): ValueReader<number> {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    const range =
      most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`Write a whole number ${range}.`);
  };
}

/** A local date, "2026-03-09". */
export function dayValue(text: string): string {
  if (localDay.safeParse(text).success) return text;
  throw new InvalidArgumentError('Write a day such as 2026-03-09.');
}

/** A name or a text that says something: not empty. */
export function textValue(value: string): string {
  if (value.trim() !== '') return value;
  throw new InvalidArgumentError('It is empty.');
}

/** An address that sources can call: https, or this machine for trying. */
export function urlValue(value: string): string {
  const url = URL.parse(value);
  const local = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  if (url !== null && (url.protocol === 'https:' || (local && url.protocol === 'http:'))) {
    return value;
  }
  throw new InvalidArgumentError('Write an address that sources can call, https://….');
}

/** A time; without a zone it is local to the business, which is not known yet. */
export function timeValue(value: string): string {
  return understood(value, () => readInstant('it', value, 'UTC'));
}

/** An offset or a time of a replay. */
export function boundValue(value: string): string {
  return understood(value, () => readRange({ from: value }, 'UTC'));
}

function understood(value: string, read: () => unknown): string {
  try {
    read();
    return value;
  } catch (error) {
    if (!(error instanceof BadSelectionError)) throw error;
    throw new InvalidArgumentError(`${error.mend.charAt(0).toUpperCase()}${error.mend.slice(1)}`);
  }
}

/** Days the right way round. @throws UsageError */
export function checkRange(from: string | undefined, to: string | undefined): void {
  if (from === undefined || to === undefined || from <= to) return;
  throw new UsageError(
    `--from ${from} is after --to ${to}, so no day is between them. Mend: write the earlier day as --from.`,
  );
}
