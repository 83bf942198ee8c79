import { randomUUID } from 'node:crypto';
import { commandSchema, type Command, type SyncCommand } from '../../schemas/log-messages.ts';
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
  await sendCommand(log, connection, command);
  return command;
}

/** Tells whoever owns a connection; resolves when the command is durable. */
export async function sendCommand(log: Log, connection: string, command: Command): Promise<void> {
  const record = { key: connection, value: JSON.stringify(command) };
  await log.append(commandTopic(connection).name, [record]);
}

/** The commands among records. One that can't be read is left out: nobody waits for its effect. */
export function readCommands(records: readonly StoredRecord[]): readonly Command[] {
  return records.flatMap(({ value }) => {
    const command = commandSchema.safeParse(jsonOf(value));
    return command.success ? [command.data] : [];
  });
}
