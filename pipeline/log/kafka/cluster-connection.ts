import { type Cluster, type Consumer, PartitionAssigners } from 'kafkajs';
import { onBroker } from './brokers.ts';
import type { KafkaClients } from './client.ts';
import { readFetchesLazily } from './fetch-response.ts';

export interface ClusterConnection {
  readonly cluster: Cluster;
  readonly consumer: Consumer;
}

/**
 * kafkajs' own view of the cluster, which it gives to partition assigners alone. The consumer that
 * it belongs to never joins a group: disconnecting it ends the connection.
 */
export async function connectCluster(clients: KafkaClients): Promise<ClusterConnection> {
  let cluster: Cluster | undefined;
  const consumer = clients.create().consumer({
    groupId: clients.named('reader'),
    allowAutoTopicCreation: false,
    partitionAssigners: [
      (config) => {
        cluster = config.cluster;
        onBroker(cluster, readFetchesLazily);
        return PartitionAssigners.roundRobin(config);
      },
    ],
  });
  if (cluster === undefined) throw new Error('kafkajs has changed: it gave no cluster');
  await consumer.connect();
  return { cluster, consumer };
}
