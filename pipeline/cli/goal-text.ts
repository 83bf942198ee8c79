import type {
  ApplyResult,
  GoalChangeText,
  GoalHistory,
  GoalList,
  Revision,
} from '../../schemas/goal-history.ts';
import { changeText } from '../goals/change-text.ts';
import { changeOf } from '../goals/changes.ts';
import { table } from './output.ts';
import { plural } from './plural.ts';

interface Style {
  /** BCP 47. */
  readonly locale: string;
  /** IANA name. */
  readonly timezone: string;
}

/** What `goals apply` changed, and what it left out. */
export function applyText({ changes, refused, dryRun }: ApplyResult): string {
  const verb = dryRun ? 'would be agreed' : 'agreed';
  const lines =
    changes.length === 0
      ? ['nothing to agree']
      : [`${plural(changes.length, 'goal')} ${verb}`, ...changes.flatMap(changeLines)];
  if (refused.length === 0) return lines.join('\n');
  return [
    ...lines,
    `${plural(refused.length, 'goal')} left as agreed`,
    ...refused.flatMap((change) => [...changeLines(change), `    ${change.why}`]),
  ].join('\n');
}

function changeLines({ id, kind, fields }: GoalChangeText): readonly string[] {
  return [
    `  ${id} ${kind}`,
    ...fields.map(({ field, before, after }) => `    ${field}: ${before} → ${after}`),
  ];
}

/** The goals in force as a table for a terminal. */
export function goalListText({ goals }: GoalList): string {
  if (goals.length === 0) return 'no goals are agreed. Mend: goalstream goals apply';
  return table(
    ['Goal', 'Title', 'Metric', 'Type', 'Owners', 'Window', 'Revision'].map((title) => ({ title })),
    goals.map(({ id, goal, revision, from }) => [
      id,
      goal.title,
      goal.metric,
      goal.type,
      goal.owners.map(({ owner }) => owner).join(', '),
      `${goal.window.start} – ${goal.window.end}`,
      `${revision}, from ${from}`,
    ]),
  );
}

/** Each revision of a goal: when, who, why, and what it changed. */
export function historyText({ id, revisions }: GoalHistory, style: Style): string {
  const time = new Intl.DateTimeFormat(style.locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: style.timezone,
  });
  return [
    id,
    ...revisions.flatMap((revision, index) => {
      const { n, from, at, by, reason } = revision;
      const why = reason === undefined ? '' : `: ${reason}`;
      return [
        `  ${n}  from ${from}, written ${time.format(at)} by ${by}${why}`,
        ...revisionLines(id, revisions[index - 1], revision),
      ];
    }),
  ].join('\n');
}

function revisionLines(
  id: string,
  before: Revision | undefined,
  { goal, baseline }: Revision,
): readonly string[] {
  const change = changeOf(id, before?.goal ?? undefined, goal ?? undefined);
  const fields = change === undefined ? [] : changeText(change).fields;
  return [
    ...(goal === null ? ['       taken out'] : []),
    ...fields.map(({ field, before: old, after }) => `       ${field}: ${old} → ${after}`),
    ...(baseline?.periods ?? []).map(
      ({ start, end, from, to, value }) =>
        `       baseline of ${start} – ${end}: ${value ?? 'nothing'} from ${from} – ${to}, metric version ${baseline?.metricVersion}`,
    ),
  ];
}
