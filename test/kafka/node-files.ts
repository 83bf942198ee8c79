import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** One node of a cluster: broker and controller in one process. */
export interface NodeSpec {
  readonly id: number;
  readonly dir: string;
  readonly port: number;
  readonly saslPort: number;
  readonly controllerPort: number;
  /** KRaft's id of the storage folder: 16 bytes in base64url. */
  readonly directoryId: string;
  /** Settings beside those that every node has. */
  readonly settings: Readonly<Record<string, string>>;
}

/** User and password for the SASL listener: by PLAIN and by SCRAM-SHA-256. */
export const SASL_USER = { username: 'alice', password: 'alice-secret' } as const;

/** Writes a node's configuration and formats its storage. Done once; a restart keeps both. */
export async function prepareNode(
  classPath: string,
  clusterId: string,
  node: NodeSpec,
  all: readonly NodeSpec[],
): Promise<void> {
  mkdirSync(node.dir, { recursive: true });
  const file = propertiesFile(node);
  writeFileSync(file, properties(node, all));
  const voters = all.map((n) => `${n.id}@127.0.0.1:${n.controllerPort}:${n.directoryId}`).join(',');
  const { username, password } = SASL_USER;
  const scram = `SCRAM-SHA-256=[name=${username},password=${password}]`;
  const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', file];
  const args = ['-cp', classPath, ...format, '--initial-controllers', voters, '-S', scram];
  await promisify(execFile)('java', args, { timeout: 60_000 });
}

export function propertiesFile(node: NodeSpec): string {
  return join(node.dir, 'server.properties');
}

function properties(node: NodeSpec, all: readonly NodeSpec[]): string {
  const copies = Math.min(all.length, 3);
  const listeners = `PLAINTEXT://127.0.0.1:${node.port},SASL://127.0.0.1:${node.saslPort}`;
  const jaas = 'org.apache.kafka.common.security';
  const { username, password } = SASL_USER;
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.bootstrap.servers': all
      .map((n) => `127.0.0.1:${n.controllerPort}`)
      .join(','),
    listeners: `${listeners},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': listeners,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map':
      'PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256',
    'listener.name.sasl.plain.sasl.jaas.config': `${jaas}.plain.PlainLoginModule required user_${username}="${password}";`,
    'listener.name.sasl.scram-sha-256.sasl.jaas.config': `${jaas}.scram.ScramLoginModule required;`,
    'log.dirs': join(node.dir, 'log'),
    'auto.create.topics.enable': false,
    'min.insync.replicas': all.length > 1 ? 2 : 1,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 5,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 5,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
    'replica.lag.time.max.ms': 5_000,
    'broker.session.timeout.ms': 4_000,
    'broker.heartbeat.interval.ms': 500,
    'log.cleaner.backoff.ms': 200,
    ...node.settings,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
