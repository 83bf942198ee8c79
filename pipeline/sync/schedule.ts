import { createHash } from 'node:crypto';
import { Cron } from 'croner';

export interface ScheduleQuestion {
  /** Five fields, in the local time of the zone. */
  readonly cron: string;
  /** IANA name. */
  readonly timezone: string;
  /** `scheduledFor` of the last run that was started, ms since the epoch; undefined: never run. */
  readonly watermark: number | undefined;
  /** ms since the epoch */
  readonly now: number;
  /** How long after its scheduled time a run starts, in ms; see stableJitter. */
  readonly jitterMs: number;
}

export type DueRuns =
  | { readonly due: false; readonly next: number }
  | { readonly due: true; readonly scheduledFor: number; readonly next: number };

const MINUTE = 60_000;
/** A time so far ahead was written while a clock was wrong. */
export const AHEAD_MS = 5 * MINUTE;
const LOOK_BACK_MS = [2, 65, 25 * 60, 8 * 1_440, 63 * 1_440, 370 * 1_440, 8 * 366 * 1_440].map(
  (minutes) => minutes * MINUTE,
);

/**
 * Is a run due now, and when is the next one? However many runs were missed, one is due: the latest
 * (catch-up). A connection that never ran, or whose last run lies ahead of the clock, is due at once, scheduled for now. `next` is when the
 * next run starts, jitter included. A time that a clock change skips runs right after the gap; a
 * time that comes twice runs once. Throws Error for a cron or zone that validateCron refuses.
 */
export function dueRuns(question: ScheduleQuestion): DueRuns {
  const { cron, timezone, watermark, now, jitterMs } = question;
  const job = parse(cron, timezone);
  const next = (nextAfter(job, now - jitterMs) ?? Infinity) + jitterMs;
  if (watermark === undefined || watermark > now + AHEAD_MS)
    return { due: true, scheduledFor: now, next };
  const latest = latestBetween(job, watermark, now - jitterMs);
  return latest === undefined ? { due: false, next } : { due: true, scheduledFor: latest, next };
}

/** What is wrong with a schedule, with the mend; undefined where nothing is. */
export function validateCron(cron: string, timezone: string): string | undefined {
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    return `unknown time zone "${timezone}": use an IANA name such as Europe/Copenhagen`;
  }
  try {
    const job = parse(cron, timezone);
    if (job.nextRun() !== null) return undefined;
    return `schedule "${cron}" never comes: check its day and month`;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `schedule "${cron}" is not a cron of five fields, such as "15 * * * *": ${reason}`;
  }
}

/** A delay of 0 up to (not including) maxMs, always the same for a name, to spread connections out. */
export function stableJitter(name: string, maxMs: number): number {
  const share = createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32;
  return Math.floor(share * maxMs);
}

function parse(cron: string, timezone: string): Cron {
  return new Cron(cron, {
    timezone,
    mode: '5-part',
    fixedTimeRule: 'no-wildcard',
    paused: true,
  });
}

function nextAfter(job: Cron, after: number): number | undefined {
  return job.nextRun(new Date(after))?.getTime();
}

/** The latest scheduled time in (after, until]. */
function latestBetween(job: Cron, after: number, until: number): number | undefined {
  for (const span of LOOK_BACK_MS) {
    const from = Math.max(after, until - span);
    const latest = lastFrom(job, from, until);
    if (latest !== undefined || from === after) return latest;
  }
  return undefined;
}

function lastFrom(job: Cron, from: number, until: number): number | undefined {
  let latest: number | undefined;
  let next = nextAfter(job, from);
  while (next !== undefined && next <= until) {
    latest = next;
    next = nextAfter(job, next);
  }
  return latest;
}
