import type { Compared, Difference, ReconcileCheck } from '../../schemas/reconcile.ts';

/** Local days, both included; absent: all. */
export interface DayRange {
  readonly from?: string;
  readonly to?: string;
}

/** A difference as a check finds it. */
export type Found = Omit<Difference, 'check'>;

/** Differences of one check that are listed; all are counted. */
const LISTED = 1_000;

const MENDS: Readonly<Record<ReconcileCheck, string>> = {
  source:
    'goalstream sync takes in what the source has now; where a difference stays, goalstream replay --topic facts.TYPE heals the store from the log',
  ledger: 'goalstream replay --topic marks makes the days anew from the facts',
  aggregates: 'goalstream replay --topic marks makes the days anew from the facts',
  tree: 'goalstream replay --topic marks; where a difference stays, goalstream replay --topic facts.TYPE attributes the facts anew',
  rates: 'goalstream sync of a connection with connector fx that has rates for these days',
};

/** What one check has compared and found. */
export class Findings {
  readonly check: ReconcileCheck;
  readonly listed: Difference[] = [];
  readonly #subjects = new Set<string>();
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

  /** @param more differences like these that are not listed. */
  found(differences: readonly Found[], more = 0): void {
    this.#differences += differences.length + more;
    for (const difference of differences.slice(0, LISTED - this.listed.length)) {
      this.listed.push({ check: this.check, ...difference });
    }
  }

  get summary(): Compared {
    const { check } = this;
    const counts = { subjects: this.#subjects.size, figures: this.#figures };
    const differences = this.#differences;
    return { check, ...counts, differences, ...(differences > 0 && { mend: MENDS[check] }) };
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
