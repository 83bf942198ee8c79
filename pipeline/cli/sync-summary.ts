import type { Freshness } from '../../schemas/attainment.ts';
import type { StreamSummary, SyncSummary } from '../app/worker-messages.ts';

/**
 * True once every stream's latest run has ended, and it or one shortly before it answers the command.
 * Times are not compared: a clock may have been moved between two runs.
 */
export function answersCommand(
  streams: readonly Freshness[],
  { id }: { readonly id: string },
): boolean {
  return streams.every(({ state, commands = [] }) => state !== 'running' && commands.includes(id));
}

/** What the latest runs of a connection's streams did. */
export function summaryOf(connection: string, streams: readonly Freshness[]): SyncSummary {
  return {
    connection,
    streams: streams.map(({ stream, state, message, counts, rejects, standing, warnings }) => ({
      stream,
      state: state === 'succeeded' || state === 'partial' ? state : 'failed',
      ...(counts === undefined ? {} : { counts }),
      ...(standing === undefined ? {} : { standing }),
      ...(rejects === undefined ? {} : { rejects }),
      ...(warnings === undefined ? {} : { warnings }),
      ...(message === undefined ? {} : { error: message }),
    })),
  };
}

/** Whether everything that the sources have could be read: only then the exit code is 0. */
export function isWhole({ streams }: SyncSummary): boolean {
  return streams.every(
    ({ state, counts, standing = 0 }) =>
      state === 'succeeded' && standing === 0 && (counts?.rejected ?? 0) === 0,
  );
}

/** "synced shop in part: sales 1,234 new or changed, 2 deleted; traffic failed: …" */
export function describe({ connection, streams }: SyncSummary): string {
  const failed = streams.filter(({ state }) => state === 'failed').length;
  const head =
    failed === 0
      ? `synced ${connection}`
      : failed < streams.length
        ? `synced ${connection} in part`
        : `could not sync ${connection}`;
  return `${head}: ${streams.map(describeStream).join('; ')}`;
}

function describeStream(summary: StreamSummary): string {
  const { stream, state, counts, standing = 0, rejects = [], warnings = [], error, mend } = summary;
  const why = `${error === undefined ? '' : `: ${error}`}${mend === undefined ? '' : `. ${mend}`}`;
  const told = [
    ...warnings.map((warning) => `\n  to know: ${warning}`),
    ...rejects.map(({ place, reason }) => `\n  rejected ${place}: ${reason}`),
    ...(standing > 0 ? [`\n  ${standing} rejected earlier, not read again since`] : []),
  ].join('');
  if (state === 'failed' || state === 'cancelled') {
    const { appended = 0, deleted = 0 } = counts ?? {};
    const done =
      appended + deleted > 0
        ? ` (what could be read: ${appended} new or changed, ${deleted} deleted)`
        : '';
    return `${stream} ${state}${done}${why}${told}`;
  }
  if (counts === undefined) return `${stream} done`;
  const parts = [
    `${stream} ${counts.appended} new or changed`,
    counts.unchanged > 0 ? `${counts.unchanged} unchanged` : '',
    counts.deleted > 0 ? `${counts.deleted} deleted` : '',
    counts.rejected > 0 ? `${counts.rejected} rejected` : '',
    state === 'partial' ? `partial${why}` : '',
  ].filter((text) => text !== '');
  return `${parts.join(', ')}${told}`;
}
