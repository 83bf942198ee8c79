import { parseDecimal } from '../../schemas/decimal.ts';
import type { Part } from '../../schemas/metric.ts';
import { literal } from '../metrics/literal.ts';
import type { Store } from '../store/store.ts';
import type { Days } from './calendar.ts';
import type { Measured } from './measured.ts';
import type { ScopeMeasure } from './measure-scope.ts';
import { scopeSql } from './scope-sql.ts';
import { statement } from './scope-statement.ts';

/** Scopes of one look at the facts, and characters of their conditions, at most. */
const SCOPES = 200;
const CHARACTERS = 300_000;
const SETTINGS = {
  max_query_size: '4000000',
  max_ast_elements: '1000000',
  max_expanded_ast_elements: '1000000',
  max_parser_depth: 10_000,
};

interface Figure {
  readonly value: string;
  readonly facts: string;
}

interface Row extends Figure {
  readonly goal: string;
  readonly bucket: string;
}

const NOTHING: Figure = { value: '0', facts: '0' };

/** One part of one scope on some days. */
interface Job {
  readonly part: Part;
  readonly measure: ScopeMeasure;
  readonly days: Days;
  /** Day by day up to so many, each with what was before it; undefined: the days as a whole. */
  readonly count: number | undefined;
  /** By how many days are gone; 0 for the whole. */
  readonly figures: Map<number, Figure>;
}

/**
 * Measures the facts of many scopes: those that ask for the same part on the same days share one
 * look at the facts, some hundred at a time. What was asked for can be read once `run` is done.
 */
export class ScopeBatch {
  readonly #groups = new Map<string, Job[]>();

  /** What a metric comes to over the facts of a scope on some days. */
  whole(measure: ScopeMeasure, days: Days): () => Measured {
    const jobs = this.#ask(measure, days, undefined);
    return () => measuredAt(jobs, 0);
  }

  /**
   * The same after the first of the days, after two, and so on. A fact is counted for each day from
   * its own on, so that distinct counts come out right.
   */
  toDate(measure: ScopeMeasure, days: Days, count: number): () => readonly Measured[] {
    const jobs = this.#ask(measure, days, count);
    return () => Array.from({ length: count }, (_, index) => measuredAt(jobs, index + 1));
  }

  async run(store: Store): Promise<void> {
    for (const jobs of this.#groups.values()) {
      for (const some of pieces(jobs)) await look(store, some);
    }
    this.#groups.clear();
  }

  #ask(measure: ScopeMeasure, days: Days, count: number | undefined): readonly Job[] {
    return measure.metric.parts.map((part) => {
      const job = { part, measure, days, count, figures: new Map<number, Figure>() };
      const key = [part.id, part.fact, days.start, days.end, count, measure.through].join(' ');
      // The touches that a linear goal takes in are its own.
      const own = measure.touch === 'linear' ? `${key} ${this.#groups.size}` : key;
      const group = this.#groups.get(own);
      if (group === undefined) this.#groups.set(own, [job]);
      else group.push(job);
      return job;
    });
  }
}

function measuredAt(jobs: readonly Job[], gone: number): Measured {
  const figures = jobs.map((job) => job.figures.get(gone) ?? NOTHING);
  return {
    parts: figures.map(({ value }) => parseDecimal(value) ?? 0n),
    facts: Math.max(...figures.map(({ facts }) => Number(facts))),
  };
}

/** Jobs whose conditions make a statement of bounded size; one alone may be longer. */
function* pieces(jobs: readonly Job[]): Generator<readonly Job[]> {
  let some: Job[] = [];
  let characters = 0;
  for (const job of jobs) {
    const { scope, touch } = job.measure;
    const { length } = scopeSql(scope, job.part.fact, touch).condition;
    if (some.length > 0 && (some.length >= SCOPES || characters + length > CHARACTERS)) {
      yield some;
      some = [];
      characters = 0;
    }
    some.push(job);
    characters += length;
  }
  if (some.length > 0) yield some;
}

async function look(store: Store, jobs: readonly Job[]): Promise<void> {
  const [first] = jobs;
  if (first === undefined) return;
  const { part, measure, days, count } = first;
  const scopes = jobs.map((job) => job.measure);
  const { through } = measure;
  const sql = statement(part, { scopes, through }, days, sums(days, count));
  for (const { goal, bucket, value, facts } of await store.query<Row>(
    sql,
    {},
    { settings: SETTINGS },
  )) {
    jobs[Number(goal)]?.figures.set(Number(bucket), { value, facts });
  }
}

function sums(days: Days, count: number | undefined): { each: string; bucket: string } {
  if (count === undefined) return { each: '', bucket: `'0'` };
  const first = `toDate(${literal(days.start)})`;
  const each = `ARRAY JOIN range(toUInt32(day - ${first}) + 1, ${count + 1}) AS days_gone`;
  return { each, bucket: 'toString(days_gone)' };
}
