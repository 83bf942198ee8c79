import type { Log } from '../log/log.ts';
import { GOALS_TOPIC } from '../topics.ts';
import { reattribute, type ReattributeContext } from './reattribute.ts';
import type { Rates } from './rates.ts';
import type { RuleSource } from './rule-set.ts';

/**
 * Gives what brings the stored facts up to the rules and the rates in force. Passes run one after
 * the other, each by the newest rates: of two side by side the older could write last.
 */
export function rewriting(
  { store, log, onProgress }: Pick<ReattributeContext, 'store' | 'log' | 'onProgress'>,
  rules: RuleSource,
  rates: Rates,
): (signal?: AbortSignal) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (signal) => {
    const pass = async (): Promise<void> => {
      const [ruleSet, conversion] = await Promise.all([rules(), rates.current()]);
      await reattribute({
        store,
        log,
        ...ruleSet,
        conversion,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      });
    };
    const next = last.then(pass);
    last = next.catch(() => undefined);
    return next;
  };
}

/** Asks for a pass by whoever has the topic of goals: of several workers one does it. */
export async function askForPass(log: Pick<Log, 'append'>): Promise<void> {
  await log.append(GOALS_TOPIC, [{ key: 'pass', value: '{}' }]);
}
