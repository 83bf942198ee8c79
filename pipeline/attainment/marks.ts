import type { GoalAttainment } from '../../schemas/attainment.ts';
import { localDate } from '../../schemas/calendar.ts';
import { ONE } from '../../schemas/decimal.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { AgreedGoal } from './agreed.ts';
import { compare, micros } from './fraction.ts';
import { exactOf, type Measured } from './measured.ts';
import { unlikeDays } from './unlike-days.ts';
import { unreadSince, type Reading } from './reading.ts';

type Mark = NonNullable<GoalAttainment['marks']>[number];

interface MarkInput extends Reading {
  readonly whole: Measured;
  readonly timezone: string;
  /** Records of its facts that could not be taken. */
  readonly rejected?: number;
}

/** What a reader must know of a goal's figure besides its value. Pure. @param timezone IANA, the business's. */
export function marksOf(
  agreed: AgreedGoal,
  metric: Metric,
  { whole, timezone, rejected = 0, ...reading }: MarkInput,
): { marks?: Mark[] } {
  const marks = [
    agreedLate(agreed, timezone),
    revisedLate(agreed),
    oldScope(agreed),
    otherLength(agreed, metric),
    unread(agreed, reading),
    withoutRejected(rejected),
    impossible(metric, whole),
  ].filter((mark) => mark !== undefined);
  return marks.length === 0 ? {} : { marks };
}

function agreedLate({ goal, agreedAt }: AgreedGoal, timezone: string): Mark | undefined {
  const day = agreedAt === undefined ? '' : localDate(agreedAt, timezone);
  if (day <= goal.window.end) return undefined;
  return { code: 'agreed-late', day, words: `agreed on ${day}, after its window was over` };
}

function revisedLate({ overtaken }: AgreedGoal): Mark | undefined {
  if (overtaken === undefined) return undefined;
  const { n, from } = overtaken;
  const words = `revision ${n}, from ${from} on, came after the window was over: it changes no verdict`;
  return { code: 'revised-late', day: from, words };
}

/** A measured baseline stays as it was agreed when the scope changes. */
function oldScope({ goal, baseline, states }: AgreedGoal): Mark | undefined {
  if (baseline === undefined) return undefined;
  const first = states.findLast(({ from }) => from <= goal.window.start) ?? states[0];
  const changed = states.find(
    (state) =>
      first !== undefined &&
      state.from > first.from &&
      state.from <= goal.window.end &&
      JSON.stringify(state.goal.scope) !== JSON.stringify(first.goal.scope),
  );
  if (changed === undefined) return undefined;
  const words = `its scope changed on ${changed.from}: days from then on count by the new one, the baseline stays as it was agreed`;
  return { code: 'old-scope', day: changed.from, words };
}

/** A sum or a count over more days is more of the same. */
function otherLength({ goal }: AgreedGoal, metric: Metric): Mark | undefined {
  const days = unlikeDays(goal, metric);
  if (days === undefined) return undefined;
  const words = `a period of ${days.period} days is compared with ${days.compared} days: the baseline is not made as long`;
  return { code: 'other-length', words };
}

function unread({ goal }: AgreedGoal, reading: Reading): Mark | undefined {
  const day = unreadSince(reading, goal.window);
  if (day === undefined) return undefined;
  const words = `what happened from ${day} on was not read yet: the figure may lack it`;
  return { code: 'unread', day, words };
}

function withoutRejected(count: number): Mark | undefined {
  if (count === 0) return undefined;
  const records = count === 1 ? '1 record' : `${count} records`;
  return {
    code: 'rejected',
    words: `${records} of its sources could not be read: the figure may lack them`,
  };
}

function impossible(metric: Metric, whole: Measured): Mark | undefined {
  const value = exactOf(metric, whole, false);
  if (metric.share !== true || value === undefined || compare(value, micros(ONE)) <= 0) {
    return undefined;
  }
  const words = 'a share above 100 %: its source counts more parts than there are in all';
  return { code: 'impossible', words };
}
