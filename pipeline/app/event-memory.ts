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
  readonly #seen = new Map<string, Seen>();

  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** The commands of some records without those whose event came before. */
  async fresh(connection: string, records: readonly StoredRecord[]): Promise<readonly Command[]> {
    const seen = await this.#seenOf(connection, records[0]?.offset ?? 0);
    const batch = new Seen();
    return readCommands(records).filter((command) => {
      const event = eventOf(command);
      if (event === undefined) return true;
      const before = batch.has(event) || (seen.has(event) && !batch.isOvertaken(command));
      if (!before) batch.add(command);
      return !before;
    });
  }

  /** They were acted on. */
  remember(connection: string, commands: readonly Command[]): void {
    const seen = this.#seen.get(connection);
    if (seen === undefined) return;
    for (const command of commands) seen.add(command);
    seen.shorten(this.#now() - REMEMBERED_MS);
  }

  /** The connection goes to another worker, which remembers on. */
  forget(connection: string): void {
    this.#seen.delete(connection);
  }

  async #seenOf(connection: string, before: number): Promise<Seen> {
    const known = this.#seen.get(connection);
    if (known !== undefined) return known;
    const seen = new Seen();
    const range = {
      partition: 0,
      fromOffset: Math.max(0, before - REMEMBERED),
      toOffset: before,
      fromTime: this.#now() - REMEMBERED_MS,
    };
    if (before > 0) {
      for await (const some of this.#log.read(commandTopic(connection).name, range)) {
        for (const command of readCommands(some)) seen.add(command);
      }
    }
    this.#seen.set(connection, seen);
    return seen;
  }
}

/**
 * Events by what they say. A source may say the same of a thing again after something else (a return
 * is closed, opened and closed): an event is remembered until another one is about what it is about.
 */
class Seen {
  readonly #events = new Map<string, { readonly at: number; readonly keys: readonly string[] }>();
  /** The newest event about each thing. */
  readonly #newest = new Map<string, string>();

  has(event: string): boolean {
    return this.#events.has(event);
  }

  /** Whether another event is about what the command is about. */
  isOvertaken(command: Command): boolean {
    const event = eventOf(command);
    return keysOf(command).some((key) => (this.#newest.get(key) ?? event) !== event);
  }

  add(command: Command): void {
    const event = eventOf(command);
    if (event === undefined) return;
    const keys = keysOf(command);
    for (const key of keys) {
      const before = this.#newest.get(key);
      if (before !== undefined && before !== event) this.#drop(before);
    }
    for (const key of keys) this.#newest.set(key, event);
    this.#events.delete(event);
    this.#events.set(event, { at: command.at, keys });
  }

  /** Forgets what is older than a time, and the oldest of too many. */
  shorten(oldest: number): void {
    for (const [event, { at }] of this.#events) {
      if (this.#events.size <= REMEMBERED && at >= oldest) break;
      this.#drop(event);
    }
  }

  #drop(event: string): void {
    for (const key of this.#events.get(event)?.keys ?? []) {
      if (this.#newest.get(key) === event) this.#newest.delete(key);
    }
    this.#events.delete(event);
  }
}

function keysOf(command: Command): readonly string[] {
  return command.kind === 'refresh' ? command.keys : [];
}

function eventOf(command: Command): string | undefined {
  return command.kind === 'privacy' ? undefined : command.event;
}
