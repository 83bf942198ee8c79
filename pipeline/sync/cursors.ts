import type { Cursor } from '../../connectors/connector.ts';
import type { Log } from '../log/log.ts';

const CURSORS_TOPIC = 'cursors';

/** Where each stream stands, durably. */
export interface CursorStore {
  get(connection: string, stream: string): Cursor | undefined;
  /** Resolves when the cursor is durable. */
  save(connection: string, stream: string, cursor: Cursor): Promise<void>;
  /** The id of the snapshot index that the stream was last synced with. */
  indexOf(connection: string, stream: string): string | undefined;
  /** Resolves when the id is durable. */
  saveIndex(connection: string, stream: string, id: string): Promise<void>;
  /** The stream is read from its start next time. Resolves when that is durable. */
  forget(connection: string, stream: string): Promise<void>;
}

/** Reads the compacted topic of cursors once; afterwards this is their only writer. */
export async function openCursors(log: Log): Promise<CursorStore> {
  const known = await log.latestByKey(CURSORS_TOPIC);
  const keep = async (key: string, value: string): Promise<void> => {
    await log.append(CURSORS_TOPIC, [{ key, value }]);
    known.set(key, value);
  };
  return {
    get(connection, stream) {
      const value = known.get(keyOf(connection, stream));
      return value === undefined ? undefined : (JSON.parse(value) as Cursor);
    },
    save: (connection, stream, cursor) => keep(keyOf(connection, stream), JSON.stringify(cursor)),
    indexOf: (connection, stream) => known.get(indexKeyOf(connection, stream)),
    saveIndex: (connection, stream, id) => keep(indexKeyOf(connection, stream), id),
    async forget(connection, stream) {
      const key = keyOf(connection, stream);
      await log.append(CURSORS_TOPIC, [{ key, value: null }]);
      known.delete(key);
    },
  };
}

function indexKeyOf(connection: string, stream: string): string {
  return `${connection}/${stream}/index`;
}

function keyOf(connection: string, stream: string): string {
  return `${connection}/${stream}`;
}
