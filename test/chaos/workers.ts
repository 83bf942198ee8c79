import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Role } from '../../pipeline/app/workers.ts';
import { startCli } from '../support/cli.ts';

const RESPAWN_MS = 300;
/** A worker that is told to stop must be gone by then, ms. */
const DRAIN_MS = 10_000;
/** Characters of what a worker said that are kept in memory. */
const MOST_KEPT = 8_000;
const SHORT_SESSIONS = fileURLToPath(new URL('short-sessions.ts', import.meta.url));
const ENV = { NODE_OPTIONS: `--import=${SHORT_SESSIONS}` };

export interface Worker {
  readonly name: string;
  readonly role: Role;
  /** True from when it says that it runs until it is killed. */
  ready: boolean;
  readonly child: ChildProcess;
}

/** How a worker that was told to stop did so. */
export interface Drained {
  readonly name: string;
  readonly ms: number;
  readonly end: number | string | null;
  readonly inTime: boolean;
}

/** Worker processes of a project; those that die are started again. */
export class Workers {
  /** Workers that ended though nobody killed them, with what they said last. */
  readonly unasked: string[] = [];
  starts = 0;
  readonly #folder: string;
  readonly #workers = new Map<string, Worker>();
  readonly #asked = new WeakSet<ChildProcess>();
  #stopping = false;

  constructor(folder: string) {
    this.#folder = folder;
    process.once('exit', () => this.#killAll());
  }

  start(roles: readonly Role[]): void {
    roles.forEach((role, index) => this.#spawn(`${role}-${index + 1}`, role));
  }

  get running(): readonly Worker[] {
    return [...this.#workers.values()];
  }

  /** Ends a worker by SIGKILL, at whatever it is. */
  kill(worker: Worker): void {
    this.#asked.add(worker.child);
    worker.ready = false;
    worker.child.kill('SIGKILL');
  }

  /** Stops a worker's clock for a while, as a pause of its machine does. */
  async freeze({ child }: Worker, ms: number): Promise<void> {
    child.kill('SIGSTOP');
    await sleep(ms);
    child.kill('SIGCONT');
  }

  /** Tells a worker to finish and stop, as a rolling deploy does. */
  async drain({ name, child }: Worker): Promise<Drained> {
    this.#asked.add(child);
    const started = performance.now();
    const ended = new Promise<number | string | null>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? code));
    });
    child.kill('SIGTERM');
    const end = await Promise.race([ended, sleep(DRAIN_MS, 'too late')]);
    if (end === 'too late') child.kill('SIGKILL');
    const ms = Math.round(performance.now() - started);
    return { name, ms, end, inTime: end === 0 };
  }

  /** Drains all of them and starts none again. */
  async stop(): Promise<readonly Drained[]> {
    this.#stopping = true;
    const running = this.running.filter(({ child }) => isAlive(child));
    return Promise.all(running.map((worker) => this.drain(worker)));
  }

  #spawn(name: string, role: Role): void {
    if (this.#stopping) return;
    this.starts += 1;
    const child = startCli(['work', '--role', role], this.#folder, ENV);
    const worker: Worker = { name, role, ready: false, child };
    this.#workers.set(name, worker);
    const said = this.#listen(worker);
    child.once('exit', (code, signal) => {
      if (!this.#asked.has(child) && !this.#stopping) {
        this.unasked.push(`${name} ended by itself (${signal ?? code}): ${said()}`);
      }
      setTimeout(() => this.#spawn(name, role), RESPAWN_MS);
    });
  }

  /** Keeps what a worker says in its file, and gives what it complained about. */
  #listen(worker: Worker): () => string {
    const file = createWriteStream(join(this.#folder, 'logs', `${worker.name}.log`), {
      flags: 'a',
    });
    let heard = '';
    const hear = (chunk: Buffer): void => {
      const text = chunk.toString();
      if (text.includes('goalstream work:')) worker.ready = true;
      heard = (heard + text).slice(-MOST_KEPT);
      file.write(text);
    };
    worker.child.stdout?.on('data', hear);
    worker.child.stderr?.on('data', hear);
    worker.child.once('close', () => file.end());
    return () => complaintIn(heard);
  }

  #killAll(): void {
    for (const { child } of this.#workers.values()) if (isAlive(child)) child.kill('SIGKILL');
  }
}

/** The first line that tells of an error, without the stack below it. */
function complaintIn(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (
    lines.find((line) => /error|could not|not stopped/i.test(line)) ??
    lines.at(-1) ??
    ''
  ).trim();
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
