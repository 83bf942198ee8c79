import type { Command } from '../../schemas/log-messages.ts';
import type { Log, StoredRecord } from '../log/log.ts';
import { commandTopic } from '../topics.ts';
import { readCommands } from './commands.ts';

/** Sources send an event again for hours, not for days, ms. */
const REMEMBERED_MS = 24 * 3_600_000;
/** Events remembered of a connection; at a hundred a second those of the last quarter of an hour. */
const REMEMBERED = 100_000;

/**
 * Which events of a connection were acted on. The topic of its commands is the memory: whoever
 * takes the connection over reads back what was committed before.
 */
export class EventMemory {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #seen = new Map<string, Map<string, number>>();

  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** The commands of some records without those whose event came before. */
  async fresh(connection: string, records: readonly StoredRecord[]): Promise<readonly Command[]> {
    const seen = await this.#seenOf(connection, records[0]?.offset ?? 0);
    const events = new Set<string>();
    return readCommands(records).filter((command) => {
      const event = eventOf(command);
      if (event === undefined) return true;
      if (events.has(event) || seen.has(event)) return false;
      events.add(event);
      return true;
    });
  }

  /** They were acted on. */
  remember(connection: string, commands: readonly Command[]): void {
    const seen = this.#seen.get(connection);
    if (seen === undefined) return;
    for (const command of commands) {
      const event = eventOf(command);
      if (event !== undefined) seen.set(event, command.at);
    }
    const oldest = this.#now() - REMEMBERED_MS;
    for (const [event, at] of seen) {
      if (seen.size <= REMEMBERED && at >= oldest) break;
      seen.delete(event);
    }
  }

  /** The connection goes to another worker, which remembers on. */
  forget(connection: string): void {
    this.#seen.delete(connection);
  }

  async #seenOf(connection: string, before: number): Promise<ReadonlyMap<string, number>> {
    const known = this.#seen.get(connection);
    if (known !== undefined) return known;
    const seen = new Map<string, number>();
    const range = {
      partition: 0,
      fromOffset: Math.max(0, before - REMEMBERED),
      toOffset: before,
      fromTime: this.#now() - REMEMBERED_MS,
    };
    if (before > 0) {
      for await (const some of this.#log.read(commandTopic(connection).name, range)) {
        for (const command of readCommands(some)) {
          const event = eventOf(command);
          if (event !== undefined) seen.set(event, command.at);
        }
      }
    }
    this.#seen.set(connection, seen);
    return seen;
  }
}

function eventOf(command: Command): string | undefined {
  return command.kind === 'privacy' ? undefined : command.event;
}
