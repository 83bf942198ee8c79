import type { Condition, Metric, Part } from '../../schemas/metric.ts';
import { readTerm } from '../../schemas/terms.ts';
import { columnsOf, kindOf, snakeCase, type ColumnKind } from '../metrics/columns.ts';
import type { Finding } from './finding.ts';
import { noPart } from './part-book.ts';
import { nearest } from './problem.ts';

type Path = readonly PropertyKey[];

/** What is wrong with the columns of a part: unknown ones, and such as can't be used that way. */
export function checkPart(part: Part, metrics: ReadonlyMap<string, Metric>): readonly Finding[] {
  const check = new PartCheck(part, metrics);
  check.conditions(part.where ?? [], ['where']);
  if (part.aggregate === 'cohort') check.conditions(part.later, ['later']);
  if ('value' in part) check.value(part);
  if ('of' in part) check.column(part.of, ['of'], ['text'], 'told apart');
  if ('by' in part) check.column(part.by, ['by'], ['text'], 'told apart');
  return check.findings;
}

const NUMBERS: readonly ColumnKind[] = ['decimal', 'money', 'count'];
const NAMES: Readonly<Record<ColumnKind, string>> = {
  decimal: 'a number',
  money: 'an amount of money',
  count: 'a number',
  people: 'a distinct count',
  text: 'a text',
  flag: 'true or false',
  instant: 'a time',
};

class PartCheck {
  readonly findings: Finding[] = [];
  readonly #part: Part;
  readonly #metrics: ReadonlyMap<string, Metric>;

  constructor(part: Part, metrics: ReadonlyMap<string, Metric>) {
    this.#part = part;
    this.#metrics = metrics;
  }

  value(part: Extract<Part, { value: unknown }>): void {
    const kinds = part.value.map((term) => {
      const { sign, column, where } = readTerm(term);
      this.conditions(where, ['value']);
      return { sign, column, kind: column === undefined ? undefined : this.#kindOf(column) };
    });
    const times = kinds.filter(({ kind }) => kind === 'instant');
    if (times.length > 0) {
      const difference =
        kinds.length === 2 && times.length === 2 && kinds[0]?.sign !== kinds[1]?.sign;
      if (!difference || part.aggregate === 'cohort') {
        this.#add(
          ['value'],
          'uses times otherwise than as the difference of two',
          'write deliveredAt - orderedAt, say',
        );
      }
      return;
    }
    for (const { column } of kinds) {
      if (column !== undefined) this.column(column, ['value'], NUMBERS, 'added');
    }
  }

  conditions(conditions: readonly Condition[], path: Path): void {
    for (const [at, condition] of conditions.entries()) {
      const { column, in: one, notIn, is, present, notAfter } = condition;
      const { atLeast, above, atMost, below } = condition;
      const use = (given: unknown, kinds: readonly ColumnKind[], how: string): void => {
        if (given !== undefined) this.column(column, [...path, at, 'column'], kinds, how);
      };
      if (this.#kindOf(column) === undefined) {
        this.column(column, [...path, at, 'column'], [], '');
        continue;
      }
      use(one ?? notIn, ['text'], 'compared with texts');
      use(atLeast ?? above ?? atMost ?? below, [...NUMBERS, 'people'], 'compared with numbers');
      use(is, ['flag'], 'asked with is');
      use(present, ['text', 'flag', 'instant'], 'asked with present');
      use(notAfter, ['instant'], 'asked with notAfter');
      if (notAfter !== undefined) {
        this.column(notAfter, [...path, at, 'notAfter'], ['instant'], 'compared with a time');
      }
    }
  }

  /** A column must be there, and of one of the kinds. */
  column(name: string, path: Path, kinds: readonly ColumnKind[], how: string): void {
    const kind = this.#kindOf(name);
    if (kind === undefined) this.#unknown(name, path);
    else if (kind === 'people' && !kinds.includes(kind)) {
      this.#add(
        path,
        `${name} is a distinct count, and distinct counts must not be added: who comes on two days would count twice`,
        'use { part: visitor_days }, which says that it adds days',
      );
    } else if (!kinds.includes(kind)) {
      const fit = this.#columns(kinds);
      const mend = fit.length === 0 ? 'take it out' : `write one of ${fit.join(', ')}`;
      this.#add(path, `${name} is ${NAMES[kind]}, which can’t be ${how}`, mend);
    }
  }

  #unknown(name: string, path: Path): void {
    const metric = this.#metrics.get(snakeCase(name));
    if (metric !== undefined && metric.kind !== 'sum') {
      const { message, mend } = noPart(metric);
      this.#add(path, message, mend);
      return;
    }
    const known = this.#columns();
    const near = nearest(name, known);
    const message = `${this.#part.fact} facts have no column ${name}; they have ${known.join(', ')}`;
    this.#add(path, message, near === undefined ? 'write one of these' : `write ${near}`);
  }

  #columns(kinds?: readonly ColumnKind[]): readonly string[] {
    return [...columnsOf(this.#part.fact)].flatMap(([name, kind]) =>
      kinds === undefined || kinds.includes(kind) ? [name] : [],
    );
  }

  #kindOf(name: string): ColumnKind | undefined {
    return kindOf(this.#part.fact, name);
  }

  #add(path: Path, message: string, mend: string): void {
    this.findings.push({ path, message, mend });
  }
}
