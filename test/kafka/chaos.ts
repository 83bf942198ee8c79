import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsumeOptions, type Log, LogError } from '../../pipeline/log/log.ts';
import { numbered } from '../support/log-helpers.ts';

/** Appends numbers, ten at a time, until it is told to stop; tries again where a retry can help. */
export function appendNumbers(log: Log, topic: string): { stop(): Promise<number[]> } {
  const end = new AbortController();
  const run = async (): Promise<number[]> => {
    const acknowledged: number[] = [];
    for (let next = 0; !end.signal.aborted; next += 10) {
      const records = numbered(10, next);
      await withRetries(() => log.append(topic, records));
      acknowledged.push(...records.map(({ value }) => Number(value)));
      await sleep(5);
    }
    return acknowledged;
  };
  const running = run();
  running.catch(() => undefined);
  return {
    stop: () => {
      end.abort();
      return running;
    },
  };
}

export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LogError && error.retry)) throw error;
      await sleep(100);
    }
  }
}

/** Consumes for ever: where a consumer ends with an error that a retry can heal, by a new one. */
export function keepConsuming(log: Log, options: ConsumeOptions): { stop(): Promise<void> } {
  const end = new AbortController();
  const ended = new Promise((resolve) => end.signal.addEventListener('abort', resolve));
  const run = async (): Promise<void> => {
    while (!end.signal.aborted) {
      await withRetries(async () => {
        const consumer = await log.consume(options);
        await Promise.race([ended, consumer.done]);
        await consumer.stop();
        await consumer.done;
      });
    }
  };
  const running = run();
  running.catch(() => undefined);
  return {
    stop: () => {
      end.abort();
      return running;
    },
  };
}

/** Consumes a topic of numbers for ever, and keeps those it has seen. */
export function keepReading(
  log: Log,
  topic: string,
): { readonly seen: ReadonlySet<number>; stop(): Promise<void> } {
  const seen = new Set<number>();
  const consuming = keepConsuming(log, {
    group: 'readers',
    topics: [topic],
    maxRecords: 50,
    handler: async ({ records }) => {
      for (const { value } of records) seen.add(Number(value));
    },
  });
  return { seen, stop: () => consuming.stop() };
}

export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(50);
}
