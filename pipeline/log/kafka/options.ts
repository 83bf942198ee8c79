/** How to reach a Kafka cluster and lay topics out in it. Plain data: worker threads are given it. */
export interface KafkaOptions {
  /** host:port of at least one broker. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Put before the name of every topic and group, so that several projects share a cluster. */
  readonly prefix: string;
  /** Copies of each topic. */
  readonly replication: number;
  /** How long records of `delete` topics without a retention of their own are kept, in ms. */
  readonly retentionMs: number;
  readonly tls?: KafkaTls;
  readonly sasl?: KafkaSasl;
}

export interface KafkaTls {
  /** PEM texts. Absent: the certificate authorities of Node. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}
