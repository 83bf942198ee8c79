import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedLog, openEmbeddedLog } from '../../pipeline/log/embedded/embedded-log.ts';
import { logContract } from '../contract/log.ts';

logContract('embedded', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'log-'));
  let opened: EmbeddedLog | undefined;
  return {
    open: async () => (opened = await openEmbeddedLog({ dir })),
    trim: async () => void (await opened?.trim()),
    dispose: () => rm(dir, { recursive: true }),
  };
});
