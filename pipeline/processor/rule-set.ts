import { compileRules, type Rules } from '../attribution/attribute.ts';
import type { Epoch } from '../attribution/epoch.ts';
import type { Agreed } from '../goals/agreed.ts';
import type { Book } from '../goals/book.ts';
import { epochsOf } from '../goals/in-force.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { RevisionOf } from './fact-rows.ts';
import { countersByPart, type Counters } from './counters.ts';

/** What the goals of one moment say about facts. */
export interface RuleSet {
  readonly rules: Rules;
  readonly revisionOf: RevisionOf;
  readonly counters: Counters;
}

/** Gives the rules in force now: the same object until the goals change. */
export type RuleSource = () => Promise<RuleSet>;

/** The rules that goals make. @throws ScopeTooWideError */
export function ruleSetOf(epochs: readonly Epoch[], metrics: ReadonlyMap<string, Metric>): RuleSet {
  const rules = compileRules(epochs, metrics);
  return { rules, revisionOf: rules.revision, counters: countersByPart(epochs, metrics) };
}

/** The rules of the goals that are agreed. */
export function agreedRules(agreed: Agreed, metrics: ReadonlyMap<string, Metric>): RuleSource {
  let known: { readonly book: Book; readonly set: RuleSet } | undefined;
  return async () => {
    const book = await agreed.current();
    if (known?.book !== book) {
      known = { book, set: ruleSetOf(epochsOf(book.histories.values()), metrics) };
    }
    return known.set;
  };
}
