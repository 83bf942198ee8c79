import cron from 'node-cron';
import type { Logger } from 'pino';
import type { ConnectionSetup } from '../config/load-project.ts';
import { AHEAD_MS, dueRuns, stableJitter } from '../sync/schedule.ts';
import { requestSync } from './commands.ts';
import type { Runs } from './runs.ts';
import type { Runtime } from './runtime.ts';

const MAX_JITTER_MS = 20_000;

export interface Scheduler {
  stop(): Promise<void>;
}

/**
 * Asks for a sync of each connection when its schedule is due in its own time zone. node-cron only
 * ticks, in UTC; what is due is worked out from the kept watermark, so that a change of the clock
 * or a stop neither loses a run nor doubles it. Several workers may schedule the same connection:
 * the first run covers what the others asked for.
 */
export function startScheduler(
  { project, runs, log, logger }: Pick<Runtime, 'project' | 'runs' | 'log' | 'logger'>,
  now: () => number,
): Scheduler {
  const ask = async (connection: string, scheduledFor: number): Promise<void> => {
    await requestSync(log, connection, { at: now(), scheduledFor });
  };
  const due = new DueConnections(project.connections, runs, ask);
  const look = (): Promise<void> => due.look(now()).catch(complain(logger));
  void look();
  const task = cron.schedule('*/5 * * * * *', look, { timezone: 'UTC' });
  return {
    stop: async () => {
      await task.destroy();
    },
  };
}

function complain(logger: Logger): (error: unknown) => void {
  return (error) => logger.error({ err: error }, 'the schedules could not be looked at');
}

/** Works out which connections are due, and asks for each run once. */
export class DueConnections {
  readonly #connections: readonly Pick<ConnectionSetup, 'name' | 'schedule'>[];
  readonly #runs: Pick<Runs, 'watermark'>;
  readonly #ask: (connection: string, scheduledFor: number) => Promise<void>;
  /** Scheduled times that were asked for and not yet carried out. */
  readonly #asked = new Map<string, number>();
  /** Before this moment, ms since the epoch, nothing of a connection is due. */
  readonly #restsUntil = new Map<string, number>();
  #lookedAt = -Infinity;

  constructor(
    connections: readonly Pick<ConnectionSetup, 'name' | 'schedule'>[],
    runs: Pick<Runs, 'watermark'>,
    ask: (connection: string, scheduledFor: number) => Promise<void>,
  ) {
    this.#connections = connections;
    this.#runs = runs;
    this.#ask = ask;
  }

  /** Asks for every run that is due at a moment (ms since the epoch) and was not asked for yet. */
  async look(now: number): Promise<void> {
    // A clock that was moved back: what was worked out for later is not so any more.
    if (now < this.#lookedAt - AHEAD_MS) {
      this.#restsUntil.clear();
      this.#asked.clear();
    }
    this.#lookedAt = now;
    for (const { name, schedule } of this.#connections) {
      if (schedule === undefined || now < (this.#restsUntil.get(name) ?? -Infinity)) continue;
      const watermark = await this.#runs.watermark(name);
      if ((this.#asked.get(name) ?? -1) > (watermark ?? -1)) continue;
      const jitterMs = stableJitter(name, MAX_JITTER_MS);
      const answer = dueRuns({ ...schedule, watermark, now, jitterMs });
      if (answer.due) {
        await this.#ask(name, answer.scheduledFor);
        this.#asked.set(name, answer.scheduledFor);
      }
      this.#restsUntil.set(name, answer.next);
    }
  }
}
