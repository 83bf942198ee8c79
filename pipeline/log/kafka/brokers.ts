import type { Broker, Cluster } from 'kafkajs';

/** Does something with each broker of a cluster before it is used for the first time. */
export function onBroker(cluster: Cluster, prepare: (broker: Broker) => void): void {
  const findBroker = cluster.findBroker.bind(cluster);
  const prepared = new WeakSet<Broker>();
  cluster.findBroker = async (node) => {
    const broker = await findBroker(node);
    if (!prepared.has(broker)) prepare(broker);
    prepared.add(broker);
    return broker;
  };
}
