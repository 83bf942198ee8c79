import type { Vault } from '../../connectors/connector.ts';

/** A vault that forgets with its process. */
export function memoryVault(): Vault & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  const waiting = new Map<string, Promise<unknown>>();
  return {
    kept,
    read: async (name) => kept.get(name),
    write: async (name, value) => {
      if (value === undefined) kept.delete(name);
      else kept.set(name, value);
    },
    exclusively(name, work) {
      const before = waiting.get(name) ?? Promise.resolve();
      const result = before.then(work, work);
      waiting.set(
        name,
        result.catch(() => undefined),
      );
      return result;
    },
  };
}
