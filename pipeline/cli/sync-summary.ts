import type { SyncSummary } from '../app/worker-messages.ts';

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
