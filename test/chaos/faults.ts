import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../connectors/sandbox/random.ts';
import type { Drained, Worker } from './workers.ts';
import type { World } from './world.ts';

/** What was done to the system. */
export class Faults {
  readonly counts = new Map<string, number>();
  /** Workers that were told to stop and did not in time, or not with exit code 0. */
  readonly late: string[] = [];
  readonly #world: World;
  readonly #random: Random;
  readonly #say: (text: string) => void;
  readonly #frozen = new Set<Worker>();
  readonly #lasting: Promise<void>[] = [];
  #brokerStops = 0;
  #brokerIsUp = true;

  constructor(world: World, random: Random, say: (text: string) => void) {
    this.#world = world;
    this.#random = random;
    this.#say = say;
  }

  /**
   * Kills workers, every 2 to 10 s one, and now and then the store's child; stops workers in order,
   * and meanwhile interrupts the broker and, where asked for, freezes workers. Resolves when all is
   * up again.
   */
  async run(kills: number, freezes: boolean, halfway: () => Promise<void>): Promise<void> {
    for (let kill = 1; kill <= kills; kill++) {
      await sleep(this.#random.whole(2_000, 10_000));
      this.#killWorker(`kill ${kill}/${kills}`);
      if (kill % 5 === 4) await this.#drainWorker();
      if (freezes && kill % 7 === 5) this.#lasting.push(this.#freezeWorker());
      if (kill % 8 === 2) this.#lasting.push(this.#interruptBroker());
      if (kill % 10 === 4) this.#killEngine();
      if (kill === Math.ceil(kills / 2)) await halfway();
    }
    await Promise.all(this.#lasting);
  }

  /** Keeps how workers stopped that were told to. */
  judge(drained: readonly Drained[]): void {
    for (const { name, ms, end, inTime } of drained) {
      if (!inTime) this.late.push(`${name} ended with ${String(end)} after ${ms} ms`);
    }
  }

  #count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  #anyOf(workers: readonly Worker[]): Worker | undefined {
    if (workers.length === 0) return undefined;
    return this.#random.pick(workers.map((worker) => [worker, 1] as const));
  }

  #ready(): readonly Worker[] {
    return this.#world.workers.running.filter(
      (worker) => worker.ready && !this.#frozen.has(worker),
    );
  }

  #killWorker(which: string): void {
    const { workers } = this.#world;
    const victim = this.#anyOf(workers.running);
    if (victim === undefined) return;
    this.#count(`kill -9 of a worker: ${victim.role}`);
    this.#say(`${which}: ${victim.name}${victim.ready ? '' : ', still starting'}`);
    workers.kill(victim);
  }

  async #drainWorker(): Promise<void> {
    const victim = this.#brokerIsUp ? this.#anyOf(this.#ready()) : undefined;
    if (victim === undefined) return;
    const drained = await this.#world.workers.drain(victim);
    this.judge([drained]);
    this.#count('SIGTERM to a worker (rolling deploy)');
    this.#say(`${drained.name} told to stop: exit ${String(drained.end)} after ${drained.ms} ms`);
  }

  /** Longer than a session, so that others take over what it still has in hand. */
  async #freezeWorker(): Promise<void> {
    const victim = this.#anyOf(this.#ready().filter(({ role }) => role === 'attribute'));
    if (victim === undefined) return;
    const ms = this.#random.whole(7_000, 10_000);
    this.#frozen.add(victim);
    this.#count('worker frozen for longer than its session');
    this.#say(`${victim.name} is frozen for ${ms / 1000} s`);
    await this.#world.workers.freeze(victim, ms);
    this.#frozen.delete(victim);
  }

  async #interruptBroker(): Promise<void> {
    const { broker } = this.#world;
    const hard = this.#brokerStops++ % 2 === 1;
    const how = hard ? 'killed' : 'stopped';
    this.#count(`broker ${how} and started again`);
    this.#say(`the broker is being ${how}`);
    this.#brokerIsUp = false;
    await (hard ? broker.kill() : broker.stop());
    await sleep(this.#random.whole(1_000, 5_000));
    await broker.restart();
    this.#brokerIsUp = true;
    this.#say('the broker is back');
  }

  #killEngine(): void {
    process.kill(this.#world.engine.pid, 'SIGKILL');
    this.#count("kill -9 of the store's child");
    this.#say("the store's child killed");
  }
}
