import { reattribute, type ReattributeContext } from './reattribute.ts';
import type { Rates } from './rates.ts';

/**
 * Gives what brings the stored facts up to the rules and the rates in force. Passes run one after
 * the other, each by the newest rates: of two side by side the older could write last.
 */
export function rewriting(
  context: () => Omit<ReattributeContext, 'conversion'>,
  rates: Rates,
): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    const pass = async (): Promise<void> => {
      await reattribute({ ...context(), conversion: await rates.current() });
    };
    const next = last.then(pass);
    last = next.catch(() => undefined);
    return next;
  };
}
