import type { StageStatus, Status } from '../../schemas/status.ts';
import { dataCheckLines } from './data-check-text.ts';
import { missingRatesLines } from './missing-rates-text.ts';
import { table } from './output.ts';

interface Style {
  /** BCP 47. */
  readonly locale: string;
  /** IANA name. */
  readonly timezone: string;
}

/** How fresh each stream is, what waits in each stage and partition, and who works. */
export function statusText(status: Status, style: Style): string {
  const { workers, deadLetters } = status;
  const letters = `${deadLetters.open} dead letters${deadLetters.open > 0 ? ': goalstream dead-letters list shows them' : ''}`;
  return [
    streamsTable(status, style),
    '',
    stagesTable(status, style),
    ...status.stages.flatMap((stage) => partitionsTable(stage)),
    ...(status.reattributing
      ? ['', 'goals or rates have changed: facts are being attributed anew, and figures mix both']
      : []),
    '',
    workers.length === 0 ? 'no worker has reported lately' : workersTable(status, style),
    '',
    letters,
    ...dataCheckLines(status.checked, clock(style)),
    ...webhookLines(status, style),
    ...privacyLines(status, style),
    ...missingRatesLines(status.missingRates),
  ].join('\n');
}

function streamsTable({ connections }: Status, style: Style): string {
  const time = clock(style);
  return table(
    [
      { title: 'Connection' },
      { title: 'Stream' },
      { title: 'State' },
      { title: 'Last success' },
      { title: '' },
    ],
    connections.map(({ connection, stream, state, lastSuccessAt, message, warnings = [] }) => [
      connection,
      stream,
      state,
      lastSuccessAt === undefined ? 'never' : time.format(lastSuccessAt),
      [...(message === undefined ? [] : [message]), ...warnings].join('; '),
    ]),
  );
}

/** "webhooks of shop: 1,204 so far, the last 24 Nov 2026, 21:00:03; 2 failed: …" */
function webhookLines({ webhooks }: Status, style: Style): readonly string[] {
  const time = clock(style);
  const number = new Intl.NumberFormat(style.locale);
  return webhooks.map(
    ({ connection, events, failed, lastAt, lastRefusal, message, refused = 0 }) => {
      const last = events === 0 ? '' : `, the last ${time.format(lastAt)}`;
      const failures = failed === 0 ? '' : `; ${number.format(failed)} failed: ${message ?? ''}`;
      const refusals =
        lastRefusal === undefined
          ? ''
          : `; ${number.format(refused)} refused, the last ${time.format(lastRefusal.lastAt)}: ${lastRefusal.reason}`;
      return `webhooks of ${connection}: ${number.format(events)} so far${last}${failures}${refusals}`;
    },
  );
}

/** Who is about to be forgotten, and how to keep that from happening. */
function privacyLines({ privacy, at }: Status, style: Style): readonly string[] {
  const time = clock(style);
  return privacy.map(({ id, connection, kind, dueAt = 0, message }) => {
    const what = `request ${id} of ${connection}, ${WISHES[kind]}`;
    if (dueAt > at) {
      return `${what}: waits until ${time.format(dueAt)}; goalstream privacy cancel ${id} takes it back`;
    }
    return `${what}: ${message ?? 'is being carried out'}`;
  });
}

const WISHES = {
  redact: 'to forget people',
  'redact-all': 'to forget everyone and give up the access',
  'data-request': 'to tell what is kept',
} as const;

function stagesTable({ stages }: Status, style: Style): string {
  const number = new Intl.NumberFormat(style.locale);
  const time = clock(style);
  return table(
    [
      { title: 'Stage' },
      { title: 'Waiting', align: 'right' },
      { title: 'A second', align: 'right' },
      { title: 'Caught up in', align: 'right' },
      { title: 'Last batch' },
    ],
    stages.map((stage) => [
      stage.stage,
      number.format(stage.behind),
      number.format(stage.perSecond),
      catchUp(stage),
      stage.lastBatch === undefined
        ? '–'
        : `${time.format(stage.lastBatch.at)}, ${number.format(stage.lastBatch.records)} in ${stage.lastBatch.ms} ms`,
    ]),
  );
}

/** "now", "2 h 5 min", or "–" where nothing moves. */
export function catchUp({ behind, secondsLeft }: StageStatus): string {
  if (behind === 0) return 'now';
  if (secondsLeft === undefined) return '–';
  if (secondsLeft < 60) return `${secondsLeft} s`;
  const minutes = Math.ceil(secondsLeft / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The partitions in which something waits. */
function partitionsTable({ stage, partitions }: StageStatus): readonly string[] {
  const waiting = partitions.filter(({ end, committed }) => end > committed);
  if (waiting.length === 0) return [];
  const rows = waiting.map(({ topic, partition, end, committed }) => [
    `${topic}/${partition}`,
    String(committed),
    String(end),
    String(end - committed),
  ]);
  const columns = ['Committed', 'End', 'Waiting'].map(
    (title) => ({ title, align: 'right' }) as const,
  );
  return ['', table([{ title: `Partition (${stage})` }, ...columns], rows)];
}

function workersTable({ workers }: Status, style: Style): string {
  const time = clock(style);
  return table(
    [{ title: 'Worker' }, { title: 'Process' }, { title: 'Roles' }, { title: 'Since' }],
    workers.map(({ host, pid, roles, startedAt }) => [
      host,
      String(pid),
      roles.join(', '),
      time.format(startedAt),
    ]),
  );
}

function clock({ locale, timezone }: Style): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: timezone,
  });
}
