import { randomUUID } from 'node:crypto';
import { syncCommandSchema, type SyncCommand } from '../../schemas/log-messages.ts';
import { jsonOf } from '../log/json-value.ts';
import type { Log, StoredRecord } from '../log/log.ts';
import { commandTopic } from '../topics.ts';

/** Asks whoever owns a connection to sync it; resolves when the wish is durable. */
export async function requestSync(
  log: Log,
  connection: string,
  wish: Omit<SyncCommand, 'id' | 'kind'>,
): Promise<SyncCommand> {
  const command: SyncCommand = { id: randomUUID(), kind: 'sync', ...wish };
  const record = { key: connection, value: JSON.stringify(command) };
  await log.append(commandTopic(connection).name, [record]);
  return command;
}

/** The commands among records. One that can't be read is left out: nobody waits for its effect. */
export function readCommands(records: readonly StoredRecord[]): readonly SyncCommand[] {
  return records.flatMap(({ value }) => {
    const command = syncCommandSchema.safeParse(jsonOf(value));
    return command.success ? [command.data] : [];
  });
}
