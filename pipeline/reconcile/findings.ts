import type { FactType } from '../../schemas/facts.ts';
import type { Compared, Difference, Impossible, ReconcileCheck } from '../../schemas/reconcile.ts';

/** Local days, both included; absent: all. */
export interface DayRange {
  readonly from?: string;
  readonly to?: string;
}

/** A difference as a check finds it. */
export type Found = Omit<Difference, 'check'>;

/** Differences of one check that are listed; all are counted. */
const LISTED = 1_000;

/** What to do about the differences of a check, in facts of these types. Each was tried out. */
function mendOf(check: ReconcileCheck, types: readonly FactType[]): string {
  const facts = types.map((type) => `goalstream replay --topic facts.${type}`).join(' and ');
  if (check === 'source') {
    return `goalstream sync takes in what the source has now, without what was deleted there; where a difference stays, ${facts} heals the store from the log; and goalstream repair builds again what the log no longer has`;
  }
  if (check === 'rates') {
    return 'goalstream sync of a connection with connector fx that has rates for these days';
  }
  return `${facts} brings the facts back as the log has them and attributes them again; then goalstream replay --topic marks makes their days again; goalstream repair builds again what the log no longer has`;
}

/** What one check has compared and found. */
export class Findings {
  readonly check: ReconcileCheck;
  readonly listed: Difference[] = [];
  readonly impossible: Impossible[] = [];
  readonly #subjects = new Set<string>();
  readonly #types = new Set<FactType>();
  #figures = 0;
  #differences = 0;

  constructor(check: ReconcileCheck) {
    this.check = check;
  }

  /** So many figures of a subject were compared. */
  compared(subject: string, figures: number): void {
    this.#subjects.add(subject);
    this.#figures += figures;
  }

  /** Something that should have been compared could not be. */
  unable(why: Omit<Impossible, 'check'>): void {
    this.impossible.push({ check: this.check, ...why });
  }

  /** Differences in facts of some types. @param more differences like these that are not listed. */
  found(types: readonly FactType[], differences: readonly Found[], more = 0): void {
    this.#differences += differences.length + more;
    for (const type of differences.length > 0 ? types : []) this.#types.add(type);
    for (const difference of differences.slice(0, LISTED - this.listed.length)) {
      this.listed.push({ check: this.check, ...difference });
    }
  }

  get summary(): Compared {
    const { check } = this;
    const counts = { subjects: this.#subjects.size, figures: this.#figures };
    const differences = this.#differences;
    const mend = mendOf(check, [...this.#types].toSorted());
    return { check, ...counts, differences, ...(differences > 0 && { mend }) };
  }
}

/** A condition on the column day, as SQL. */
export function dayCondition({ from, to }: DayRange): string {
  const bounds = [
    ...(from === undefined ? [] : [`day >= toDate('${from}')`]),
    ...(to === undefined ? [] : [`day <= toDate('${to}')`]),
  ];
  return bounds.length === 0 ? '1' : bounds.join(' AND ');
}

/** Whether a local day is in a range. */
export function isWithin({ from, to }: DayRange, day: string): boolean {
  return (from === undefined || day >= from) && (to === undefined || day <= to);
}
