import type { AttainmentReport } from '../../schemas/attainment.ts';
import { table } from './output.ts';

/** How fresh each stream is, and what waits to be counted. */
export function statusTable({ freshness, processing, business }: AttainmentReport): string {
  const time = new Intl.DateTimeFormat(business.locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: business.timezone,
  });
  const rows = freshness.map(({ connection, stream, state, lastSuccessAt, message }) => [
    connection,
    stream,
    state,
    lastSuccessAt === undefined ? 'never' : time.format(lastSuccessAt),
    message ?? '',
  ]);
  const body = table(
    [
      { title: 'Connection' },
      { title: 'Stream' },
      { title: 'State' },
      { title: 'Last success' },
      { title: '' },
    ],
    rows,
  );
  return `${body}\n${processing.behind} facts to count`;
}
