import type { Letter, LetterList, LetterReplay } from '../../schemas/dead-letters.ts';
import { table } from './output.ts';
import { plural } from './plural.ts';

interface Style {
  /** BCP 47. */
  readonly locale: string;
  /** IANA name. */
  readonly timezone: string;
}

const MAX_REASON = 70;

/** Letters as a table for a terminal, and how many there are by reason. */
export function listText(
  { letters, total, reasons, unreadable }: LetterList,
  style: Style,
): string {
  const unread =
    unreadable === 0
      ? []
      : ['', `no letter known here: ${plural(unreadable, 'record')} of the topic`];
  if (total === 0) return ['no dead letters', ...unread].join('\n');
  const time = clock(style);
  const rows = letters.map(({ id, at, stage, place, reason, times, state }) => [
    id,
    time.format(at),
    stage,
    place,
    reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)}…` : reason,
    String(times),
    state,
  ]);
  const columns = ['Id', 'When', 'Stage', 'Place', 'Reason', 'Times', 'State'];
  const counts = reasons.map(({ reason, letters: count }) => [String(count), reason]);
  return [
    table(
      columns.map((title) => ({ title })),
      rows,
    ),
    ...(letters.length < total ? [`(the newest ${letters.length}; --limit shows more)`] : []),
    '',
    table([{ title: 'Letters', align: 'right' }, { title: 'Reason' }], counts),
    ...unread,
  ].join('\n');
}

/** Everything that is kept of a letter. */
export function letterText(letter: Letter, style: Style): string {
  const time = clock(style);
  const { record, raw, replayedAt } = letter;
  const facts = {
    Id: letter.id,
    State: replayedAt === undefined ? letter.state : `replayed ${time.format(replayedAt)}`,
    Stage: letter.stage,
    Place: letter.place,
    Connection: letter.connection,
    Stream: letter.stream,
    When: `${time.format(letter.at)}${letter.times > 1 ? `, ${letter.times} times in all` : ''}`,
    Key: record?.key,
    Headers: record?.headers === undefined ? undefined : JSON.stringify(record.headers),
  };
  const lines = Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(12)}${value}`],
  );
  const reasons = letter.reason.split('; ').map((reason) => `  ${reason}`);
  const content = record === undefined ? (raw ?? '') : (record.value ?? '(empty)');
  return [...lines, 'Reason', ...reasons, '', pretty(content)].join('\n');
}

/** What came of a replay. @param open letters that are open afterwards. */
export function replayText(
  { replayed, already, refused, refusals }: LetterReplay,
  open: number,
): string {
  const told = refusals.map(({ id, reason, mend }) => `  ${id}: ${reason}. Mend: ${mend}`);
  return [
    `${plural(replayed, 'message')} replayed`,
    ...(already > 0 ? [`${already} had been replayed before`] : []),
    ...(refused > 0 ? [`${refused} can't be replayed`, ...told] : []),
    ...(refused > told.length ? ['  …'] : []),
    open === 0
      ? 'no letter is open'
      : `${plural(open, 'letter')} open: goalstream dead-letters list`,
  ].join('\n');
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

function clock({ locale, timezone }: Style): Intl.DateTimeFormat {
  const options = { dateStyle: 'medium', timeStyle: 'medium', timeZone: timezone } as const;
  return new Intl.DateTimeFormat(locale, options);
}
