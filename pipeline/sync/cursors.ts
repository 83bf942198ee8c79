import type { Cursor } from '../../connectors/connector.ts';
import type { Log } from '../log/log.ts';

const CURSORS_TOPIC = 'cursors';

/** Where each stream stands, durably. */
export interface CursorStore {
  get(connection: string, stream: string): Cursor | undefined;
  /** Resolves when the cursor is durable. */
  save(connection: string, stream: string, cursor: Cursor): Promise<void>;
}

/** Reads the compacted topic of cursors once; afterwards this is their only writer. */
export async function openCursors(log: Log): Promise<CursorStore> {
  const known = await log.latestByKey(CURSORS_TOPIC);
  return {
    get(connection, stream) {
      const value = known.get(keyOf(connection, stream));
      return value === undefined ? undefined : (JSON.parse(value) as Cursor);
    },
    async save(connection, stream, cursor) {
      const key = keyOf(connection, stream);
      const value = JSON.stringify(cursor);
      await log.append(CURSORS_TOPIC, [{ key, value }]);
      known.set(key, value);
    },
  };
}

function keyOf(connection: string, stream: string): string {
  return `${connection}/${stream}`;
}
