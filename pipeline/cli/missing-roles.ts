import { startRoles, type RunningRoles } from '../app/roles.ts';
import type { Runtime } from '../app/runtime.ts';
import { liveWorkers, type Role } from '../app/workers.ts';
import type { ProgressLine } from './output.ts';

/** How often the workers are looked at again: one that died is missed after a while, ms. */
const LOOK_EVERY_MS = 5_000;

/** The work that one command needs done: by workers where there are some, else by this process. */
export class MissingRoles {
  readonly #runtime: Runtime;
  readonly #path: string;
  readonly #line: ProgressLine;
  /** What runs here: roles, and in the embedded log also which connection is synced. */
  readonly #started = new Map<string, RunningRoles>();
  readonly #failure = Promise.withResolvers<never>();
  #lookedAt = -Infinity;

  constructor(runtime: Runtime, path: string, line: ProgressLine) {
    this.#runtime = runtime;
    this.#path = path;
    this.#line = line;
    this.#failure.promise.catch(() => undefined);
  }

  /** Starts those of the roles that nobody has. Calling it again looks again, now and then. */
  async start(roles: readonly Role[], connection?: string): Promise<void> {
    const open = roles.filter((role) => !this.#started.has(this.#keyOf(role, connection)));
    if (open.length === 0) return;
    if (this.#shared && performance.now() - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = performance.now();
    const taken = await this.#taken();
    const missing = open.filter((role) => !taken.has(role));
    if (missing.length === 0) return;
    const running = await startRoles(this.#runtime, {
      projectPath: this.#path,
      roles: missing,
      unscheduled: 'never',
      schedules: false,
      processorThread: this.#shared,
      ...(connection === undefined || this.#shared ? {} : { connections: [connection] }),
      onReattributing: ({ done, total }) =>
        this.#line.show(`attributing anew: ${done} of ${total} facts`),
      onFailure: (error) => {
        // With servers in between, a lost connection heals by itself.
        if (!this.#shared) this.#failure.reject(error);
      },
    });
    for (const role of missing) this.#started.set(this.#keyOf(role, connection), running);
  }

  /** Waits for something that needs the roles; rejects where one of them failed for good. */
  during<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#failure.promise]);
  }

  async stop(): Promise<void> {
    await Promise.all([...new Set(this.#started.values())].map((running) => running.stop()));
  }

  #keyOf(role: Role, connection: string | undefined): string {
    return role === 'sync' && !this.#shared ? `sync/${connection}` : role;
  }

  get #shared(): boolean {
    return this.#runtime.project.config.log.kafka !== undefined;
  }

  async #taken(): Promise<ReadonlySet<Role>> {
    if (!this.#shared) return new Set();
    const workers = await liveWorkers(this.#runtime.log, Date.now());
    return new Set(workers.flatMap(({ roles }) => roles));
  }
}
