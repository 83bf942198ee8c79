import { expect, test, vi } from 'vitest';
import { startRoles } from '../../pipeline/app/roles.ts';
import type { Runtime } from '../../pipeline/app/runtime.ts';
import { PortTakenError } from '../../pipeline/app/start-errors.ts';
import { ROLES } from '../../pipeline/app/workers.ts';
import { commandTopic, topicsWith } from '../../pipeline/topics.ts';
import { MemoryLog } from '../support/memory-log.ts';

vi.mock('../../pipeline/app/serve.ts', () => ({
  serve: () => Promise.reject(new PortTakenError('port 8787 is taken')),
}));

test('a port that is taken ends the start before anything is pulled or counted', async () => {
  const log = new MemoryLog();
  const commands = commandTopic('shop');
  await log.createTopics([...topicsWith({ facts: 1, marks: 1 }), commands]);
  const appended = vi.spyOn(log, 'append');
  const threads = vi.fn<() => never>(() => {
    throw new Error('a thread was started');
  });
  const told = vi.fn<() => void>();
  const runtime = {
    project: { connections: [{ name: 'shop' }] },
    log,
    shareLog: threads,
    logger: { error: told, warn: told, info: told },
  } as unknown as Runtime;
  const options = { projectPath: 'goalstream.yaml', roles: ROLES, unscheduled: 'always' as const };
  await expect(startRoles(runtime, options)).rejects.toThrow(PortTakenError);
  expect(threads).not.toHaveBeenCalled();
  expect(appended.mock.calls.filter(([topic]) => topic === commands.name)).toEqual([]);
});
