import { BadValue } from './bad-value.ts';
import { endOfDayReader } from './promise.ts';
import type { CellReader, RawRow } from './row.ts';
import { notATime } from './time-hints.ts';
import { timeReader, type TimeReader } from './times.ts';
import { zoneOf } from './zones.ts';

const MAX_INSTANT = 4_102_444_800_000;

export interface InstantOptions {
  /** Of local times. */
  readonly timezone: string;
  /** How the file writes its times; absent: in ways that can be read in one way only. */
  readonly dates: readonly string[] | undefined;
  /** The column that names each row's zone. */
  readonly zone: CellReader | undefined;
  /** A column that seems to name zones and that the configuration does not use. */
  readonly unusedZone: UnusedZone | undefined;
}

export interface UnusedZone {
  readonly column: string;
  readonly read: CellReader;
}

/** Builds the reader of one field's instants, ms since the epoch. It throws BadValue. */
export function instantParser(
  field: string,
  options: InstantOptions,
): (text: string, row: RawRow) => number {
  const { timezone, dates, zone, unusedZone } = options;
  const own = readerOf(field, timezone, dates);
  if (zone === undefined && unusedZone === undefined) return own.read;
  const others = new Map<string, FieldReader>();
  const of = (name: string): FieldReader => {
    const known = others.get(name) ?? readerOf(field, name, dates);
    others.set(name, known);
    return known;
  };
  if (zone !== undefined) {
    return (text, row) => {
      const name = zoneOf(zone(row));
      return name === undefined ? unknownZone(zone(row)) : of(name).read(text);
    };
  }
  return (text, row) => {
    const at = own.read(text);
    const name = zoneOf(unusedZone?.read(row) ?? '');
    if (name === undefined || !own.isLocal(text) || of(name).read(text) === at) return at;
    const column = unusedZone?.column ?? '';
    throw new BadValue(
      `the time is read as one of ${timezone}, and column ${column} says ${unusedZone?.read(row)}: use it (\`${field}: { column: …, zone: ${column} }\`), or say \`timezone: ${timezone}\` for the connection`,
    );
  };
}

interface FieldReader {
  readonly read: (text: string) => number;
  readonly isLocal: (text: string) => boolean;
}

function readerOf(field: string, zone: string, dates: readonly string[] | undefined): FieldReader {
  const reader = timeReader(zone, dates);
  const at = (text: string) => checked(text, reader, dates);
  if (field !== 'promisedAt') return { read: at, isLocal: reader.isLocal };
  const endOfDay = endOfDayReader(zone);
  const read = (text: string) => (reader.isDay(text) ? endOfDay(at(text)) : at(text));
  return { read, isLocal: reader.isLocal };
}

function checked(text: string, reader: TimeReader, dates: readonly string[] | undefined): number {
  const ms = reader.at(text);
  if (ms === undefined) throw new BadValue(notATime(text, dates));
  if (ms >= 0 && ms <= MAX_INSTANT) return ms;
  throw new BadValue(`"${text.slice(0, 60)}" is not between 1970 and 2100`);
}

function unknownZone(text: string): never {
  if (text === '') throw new BadValue('its zone is empty');
  throw new BadValue(
    `"${text.slice(0, 60)}" is no time zone that means one offset: write an IANA name or an offset, or say which it is (\`zone: { column: …, values: { ${text.slice(0, 20)}: America/Chicago } }\`)`,
  );
}
