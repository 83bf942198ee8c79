import { logContract } from '../contract/log.ts';
import { MemoryLog, MemoryLogStore } from '../support/memory-log.ts';

logContract('in memory', async () => {
  const store = new MemoryLogStore(Date.now);
  return {
    open: async () => new MemoryLog(store),
    compact: async () => store.compact(),
    dispose: async () => undefined,
  };
});
