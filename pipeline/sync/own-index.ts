import { SourceError, type StreamSpec } from '../../connectors/connector.ts';
import type { SyncOptions } from './runner.ts';

type Indexed = Pick<SyncOptions, 'connection' | 'cursors' | 'snapshots' | 'newIndex'>;

/**
 * Snapshots are compared with what the index knows. Another index than the one that the stream was
 * synced with knows other versions, and not what has gone since: it is refused unless asked for.
 */
export async function ownIndex(
  { connection, cursors, snapshots, newIndex }: Indexed,
  stream: StreamSpec,
): Promise<void> {
  const last = cursors.indexOf(connection.name, stream.name);
  if (last === snapshots.id) return;
  if (last !== undefined && newIndex !== true) {
    throw new SourceError(
      `${connection.name}/${stream.name} was last synced from another data folder, whose index of snapshots is not here`,
      {
        retry: false,
        mend: `Give all sync workers the same data folder, or go on with a new index by goalstream sync --connection ${connection.name} --new-index; what was removed from the source meanwhile then stays`,
      },
    );
  }
  await cursors.saveIndex(connection.name, stream.name, snapshots.id);
}
