import type { Freshness } from '../../schemas/attainment.ts';
import type { SyncSummary } from '../app/worker-messages.ts';

interface Asked {
  readonly id: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** True once every stream's latest run answers the command, or began after it, and has ended. */
export function answersCommand(streams: readonly Freshness[], { id, at }: Asked): boolean {
  return streams.every(
    ({ state, commands = [], startedAt = 0 }) =>
      state !== 'running' && (commands.includes(id) || startedAt > at),
  );
}

/** What the latest runs of a connection's streams did. */
export function summaryOf(connection: string, streams: readonly Freshness[]): SyncSummary {
  return {
    connection,
    streams: streams.map(({ stream, state, message, counts, rejects }) => ({
      stream,
      state: state === 'succeeded' ? state : 'failed',
      ...(counts === undefined ? {} : { counts }),
      ...(rejects === undefined ? {} : { rejects }),
      ...(message === undefined ? {} : { error: message }),
    })),
  };
}

/** "shop: sales 1,234 new, 2 deleted; traffic failed: …" */
export function describe({ connection, streams }: SyncSummary): string {
  const parts = streams.map(({ stream, state, counts, rejects = [], error, mend }) => {
    if (state !== 'succeeded')
      return `${stream} ${state}${error === undefined ? '' : `: ${error}`}${mend === undefined ? '' : `. ${mend}`}`;
    if (counts === undefined) return `${stream} done`;
    const extra = [
      counts.unchanged > 0 ? `${counts.unchanged} unchanged` : '',
      counts.deleted > 0 ? `${counts.deleted} deleted` : '',
      counts.rejected > 0 ? `${counts.rejected} rejected` : '',
    ].filter((text) => text !== '');
    const told = rejects.map(({ place, reason }) => `\n  rejected ${place}: ${reason}`).join('');
    return `${[`${stream} ${counts.appended} new or changed`, ...extra].join(', ')}${told}`;
  });
  return `synced ${connection}: ${parts.join('; ')}`;
}
