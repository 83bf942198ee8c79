import { literal } from '../metrics/literal.ts';
import type { Counters } from './counters.ts';

/** Characters that the names of one range take in a statement, of a megabyte that the engine takes. */
const CHARACTERS = 700_000;
/** Each name stands twice in a statement for each part, with quotes and a comma. */
const TIMES = 2;
const AROUND = 4;

/** Counters whose names lie beside each other: few enough for one statement. */
export interface CounterRange {
  /** The first name, included; undefined: from the first there can be. */
  readonly from: string | undefined;
  /** The last name, excluded; undefined: to the last there can be. */
  readonly until: string | undefined;
  /** Those of the range, by part. */
  readonly counters: Counters;
}

const known = new WeakMap<Counters, readonly CounterRange[]>();

/**
 * Cuts all names there can be into ranges, so that each has few counters: a statement for each is of
 * bounded size, and together they see every counter, those of before included. Names are compared by
 * their bytes, as the engine does. Pure; the same counters give the same ranges.
 */
export function rangesOf(counters: Counters, characters = CHARACTERS): readonly CounterRange[] {
  const cached = characters === CHARACTERS ? known.get(counters) : undefined;
  if (cached !== undefined) return cached;
  const starts = startsOf(counters, characters);
  const ranges = [undefined, ...starts].map((from, at) => {
    const until = starts[at];
    return { from, until, counters: within(counters, from, until) };
  });
  if (characters === CHARACTERS) known.set(counters, ranges);
  return ranges;
}

/** Where ranges after the first begin. */
function startsOf(counters: Counters, characters: number): readonly string[] {
  const sizes = new Map<string, number>();
  for (const names of counters.values()) {
    for (const name of names) {
      sizes.set(name, (sizes.get(name) ?? 0) + TIMES * (name.length + AROUND));
    }
  }
  const starts: string[] = [];
  let size = 0;
  for (const [name, own] of [...sizes].toSorted(([a], [b]) => compareBytes(a, b))) {
    if (size > 0 && size + own > characters) {
      starts.push(name);
      size = 0;
    }
    size += own;
  }
  return starts;
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function within(counters: Counters, from: string | undefined, until: string | undefined): Counters {
  if (from === undefined && until === undefined) return counters;
  const { splits, parts } = counters;
  const own = [...counters].flatMap(([part, names]) => {
    const some = names.filter((name) => isWithin({ from, until }, name));
    return some.length === 0 ? [] : [[part, some] as const];
  });
  return Object.assign(new Map(own), { splits, parts });
}

/** Whether a name lies in a range. */
export function isWithin({ from, until }: Omit<CounterRange, 'counters'>, name: string): boolean {
  return (
    (from === undefined || compareBytes(name, from) >= 0) &&
    (until === undefined || compareBytes(name, until) < 0)
  );
}

/** The condition that a column of names lies in a range, as SQL; undefined where it always does. */
export function withinSql(
  { from, until }: Omit<CounterRange, 'counters'>,
  column: string,
): string | undefined {
  const tests = [
    ...(from === undefined ? [] : [`${column} >= ${literal(from)}`]),
    ...(until === undefined ? [] : [`${column} < ${literal(until)}`]),
  ];
  return tests.length === 0 ? undefined : tests.join(' AND ');
}
