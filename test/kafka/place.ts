import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { quietIdleTimers } from '../../pipeline/log/kafka/idle.ts';
import { openKafkaLog } from '../../pipeline/log/kafka/kafka-log.ts';
import type { KafkaOptions } from '../../pipeline/log/kafka/options.ts';
import type { Tuning } from '../../pipeline/log/kafka/tuning.ts';
import type { Log } from '../../pipeline/log/log.ts';

quietIdleTimers();

/** Options of a project of its own in a shared cluster. */
export function optionsFor(brokers: readonly string[]): KafkaOptions {
  const prefix = `${randomUUID().slice(0, 8)}.`;
  return { brokers, clientId: 'test', prefix, replication: 1, retentionMs: 86_400_000 };
}

/** kafkajs itself, for what the log has no way to do. */
export function kafkaOf({ brokers }: KafkaOptions): Kafka {
  return new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
}

/** Short waits, so that stopping and rebalancing take little time. */
const QUICK: Partial<Tuning> = { fetchWaitMs: 100, heartbeatMs: 100 };

export function openTestLog(options: KafkaOptions, tuning: Partial<Tuning> = {}): Promise<Log> {
  return openKafkaLog(options, undefined, { ...QUICK, ...tuning });
}
