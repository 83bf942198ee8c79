import { type ChildProcess, fork } from 'node:child_process';
import { totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BiLimits } from './engine/bi-limits.ts';
import type { EngineAnswer, EngineStart } from './engine/main.ts';
import type { EngineUsers } from './engine/users.ts';
import { watchPulse } from './engine-pulse.ts';

export type { EngineUsers } from './engine/users.ts';

export interface EngineOptions {
  /** Directory of the engine's own; made if absent. */
  readonly dir: string;
  /** Port of BI tools on 127.0.0.1; 0 or absent takes a free one. */
  readonly biPort?: number;
  /** Most memory the engine takes, in bytes; a half of the machine's by default. */
  readonly memoryBytes?: number;
  readonly users: EngineUsers;
  /** Databases the `bi` user may read; a name may end in `*`. Default: `bi`. */
  readonly biDatabases?: readonly string[];
  readonly logger?: EngineLogger;
  /** How long the child may be deaf before it is ended and started again, ms; 20 s by default. */
  readonly deafAfterMs?: number;
  /** Other bounds of the BI port than the usual ones. */
  readonly biLimits?: Partial<BiLimits>;
}

export interface EngineLogger {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** The embedded engine's running child process. */
export interface Engine {
  /** Where the product's own statements go. */
  readonly url: string;
  /** Where BI tools ask: their connections take none of the product's. */
  readonly biUrl: string;
  readonly pid: number;
  /** Called after the child died and a new one answers. */
  onRestart: (() => void) | undefined;
  /** Ends the child. What was acknowledged is kept. */
  stop(): Promise<void>;
}

/** The engine can't open what is in its directory. */
export class EngineOpenError extends Error {}

const START_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 3_000;
const MAX_BACKOFF_MS = 10_000;
const DEAF_AFTER_MS = 20_000;
/** How long BI tools wait after one of their statements had to be ended with the engine, ms; twice as long each time. */
const BI_REST_MS = 60_000;
const MAX_BI_REST_MS = 1_800_000;
/** What the child is given of this process's environment: no passwords, keys and tokens. */
const ENVIRONMENT = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LD_LIBRARY_PATH', 'NODE_COMPILE_CACHE'];
const CHILD = fileURLToPath(new URL('engine/main.ts', import.meta.url));

/**
 * Starts chDB in a child process that speaks ClickHouse's HTTP interface, and starts it anew on
 * the same port when it dies. Rejects with a plain message where chDB can't run.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const supervisor = new Supervisor(options);
  await supervisor.start();
  return supervisor;
}

class Supervisor implements Engine {
  onRestart: (() => void) | undefined;
  readonly #options: EngineOptions;
  #child: ChildProcess | undefined;
  #ports: Ports;
  #stuck = 0;
  #biOpensAt = 0;
  #stopping = false;
  readonly #stopSignal = new AbortController();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#ports = { port: 0, biPort: options.biPort ?? 0 };
  }

  get url(): string {
    return `http://127.0.0.1:${this.#ports.port}`;
  }

  get biUrl(): string {
    return `http://127.0.0.1:${this.#ports.biPort}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    const child = this.#fork();
    this.#ports = await answerOf(child);
    child.on('message', (answer: EngineAnswer) => this.#hear(answer));
    watchPulse(child, this.#options.deafAfterMs ?? DEAF_AFTER_MS, () => {
      this.#options.logger?.error({ pid: child.pid }, 'the embedded engine is deaf; ending it');
      child.kill('SIGKILL');
    });
    child.once('exit', (code, signal) => void this.#revive(code, signal));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopSignal.abort();
    const child = this.#child;
    if (child === undefined || ended(child)) return;
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
    await exit;
    clearTimeout(timer);
  }

  #fork(): ChildProcess {
    const { dir, users, memoryBytes, biDatabases, biLimits = {} } = this.#options;
    const child = fork(CHILD, [], {
      execArgv: [],
      env: { ...environment(), UV_THREADPOOL_SIZE: '16', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // The engine writes its own log there when it sees a terminal; what fails is said over IPC.
    child.stderr?.on('error', () => {}).resume();
    this.#child = child;
    child.on('error', () => {});
    const message: EngineStart = {
      kind: 'start',
      dir,
      ...this.#ports,
      biOpensAt: this.#biOpensAt,
      biLimits,
      memoryBytes: memoryBytes ?? totalmem() / 2,
      biDatabases: biDatabases ?? ['bi'],
      users,
    };
    child.send(message, () => {});
    return child;
  }

  #hear(answer: EngineAnswer): void {
    if (answer.kind === 'fault') {
      this.#options.logger?.error({ fault: answer.message }, 'a request failed in the engine');
    }
    if (answer.kind !== 'stuck') return;
    const restMs = Math.min(MAX_BI_REST_MS, BI_REST_MS * 2 ** this.#stuck);
    this.#stuck += 1;
    this.#biOpensAt = Date.now() + restMs;
    this.#options.logger?.error(
      { restMs },
      'a statement of a BI tool could not be ended but with the engine; BI tools wait',
    );
  }

  async #revive(code: number | null, signal: string | null): Promise<void> {
    for (let attempt = 0; !this.#stopping; attempt += 1) {
      this.#options.logger?.error(
        { code, signal, attempt },
        'the embedded engine died; starting it again',
      );
      const delay = attempt === 0 ? 0 : Math.min(MAX_BACKOFF_MS, 250 * 2 ** attempt);
      await sleep(delay, undefined, { signal: this.#stopSignal.signal }).catch(() => {});
      if (this.#stopping) return;
      try {
        await this.start();
        this.#options.logger?.info({ url: this.url }, 'the embedded engine is back');
        this.onRestart?.();
        return;
      } catch (error) {
        this.#options.logger?.error({ error: String(error) }, 'the embedded engine did not start');
      }
    }
  }
}

function environment(): Record<string, string> {
  const given = ENVIRONMENT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

type Ports = Pick<Extract<EngineAnswer, { kind: 'ready' }>, 'port' | 'biPort'>;

function answerOf(child: ChildProcess): Promise<Ports> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
    const onExit = (code: number | null, signal: string | null): void => {
      clearTimeout(timer);
      reject(
        new EngineOpenError(
          `the embedded ClickHouse engine ended while starting (${signal ?? code})`,
        ),
      );
    };
    child.once('exit', onExit);
    child.once('message', (answer: EngineAnswer) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      if (answer.kind === 'ready') resolve({ port: answer.port, biPort: answer.biPort });
      else if (answer.kind !== 'failed') reject(new Error(`the engine answered ${answer.kind}`));
      else if (answer.reason === 'open') reject(new EngineOpenError(explain(answer)));
      else reject(new Error(explain(answer)));
    });
  });
}

function explain(answer: Extract<EngineAnswer, { kind: 'failed' }>): string {
  if (answer.reason === 'unavailable') {
    return `the embedded ClickHouse engine (chdb) is not available on this platform; set store.url to a ClickHouse server's URL (${answer.message})`;
  }
  return `the embedded ClickHouse engine could not ${answer.reason === 'open' ? 'open its directory; is another goalstream running on it?' : 'listen'} (${answer.message})`;
}
