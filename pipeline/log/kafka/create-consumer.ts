import { type Consumer, PartitionAssigners } from 'kafkajs';
import type { ConsumeOptions } from '../log.ts';
import { onBroker } from './brokers.ts';
import { CONSUMER_RETRY, type KafkaClients } from './client.ts';
import { watchHeartbeats } from './coordinator.ts';
import { readFetchesLazily } from './fetch-response.ts';
import { FetchSize } from './fetch-size.ts';
import type { Membership } from './membership.ts';
import type { OpenFetches } from './open-fetches.ts';

/** How long kafkajs rests where no partition is its own, ms: a stop can't wake it. */
const REST_MS = 500;

/** A consumer of kafkajs with the ways round its traps; it has not joined yet. */
export function createConsumer(
  clients: KafkaClients,
  { group, maxRecords, concurrency = 1 }: ConsumeOptions,
  membership: Membership,
  fetches: OpenFetches,
): Consumer {
  const size = new FetchSize(maxRecords * concurrency);
  const { sessionMs, heartbeatMs, rebalanceMs, fetchWaitMs } = clients.tuning;
  return clients.create(CONSUMER_RETRY).consumer({
    groupId: clients.named(group),
    sessionTimeout: sessionMs,
    heartbeatInterval: heartbeatMs,
    rebalanceTimeout: rebalanceMs,
    maxWaitTimeInMs: Math.min(REST_MS, fetchWaitMs),
    allowAutoTopicCreation: false,
    partitionAssigners: [
      (config) => {
        onBroker(config.cluster, (broker) => {
          readFetchesLazily(broker);
          size.govern(broker);
          watchHeartbeats(broker);
          membership.watch(broker);
          fetches.watch(broker);
        });
        return PartitionAssigners.roundRobin(config);
      },
    ],
    retry: { ...CONSUMER_RETRY, restartOnFailure: () => Promise.resolve(false) },
  });
}
