import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { quietIdleTimers } from '../../pipeline/log/kafka/idle.ts';
import { startJava, type JavaProcess } from './java-process.ts';
import { brokerClassPath } from './jars.ts';
import { type NodeSpec, prepareNode, propertiesFile } from './node-files.ts';

export { kafkaAvailable } from './jars.ts';
export { SASL_USER } from './node-files.ts';

export interface BrokerOptions {
  /** Where storage lies; a temporary folder by default. */
  readonly dir?: string;
  readonly heapMb?: number;
  /** Settings of the broker beside its usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A real Kafka broker in a process of its own. */
export interface KafkaBroker {
  /** host:port for clients. */
  readonly brokers: readonly string[];
  /** The same broker where it asks for SASL_USER. */
  readonly saslBrokers: readonly string[];
  /** Stops it in order (SIGTERM) and waits. */
  stop(): Promise<void>;
  /** Kills it (SIGKILL) and waits. */
  kill(): Promise<void>;
  /** Stops its clock (SIGSTOP): connections stay, and nothing is answered. */
  freeze(): void;
  /** Ends what freeze began. */
  thaw(): void;
  /** Starts it again after stop or kill, with the same port and storage. */
  restart(): Promise<void>;
  /** Kills it and removes its storage. */
  dispose(): Promise<void>;
}

export interface KafkaCluster {
  readonly brokers: readonly string[];
  readonly nodes: readonly KafkaBroker[];
  dispose(): Promise<void>;
}

const START_MS = 60_000;
quietIdleTimers();

/** Starts one broker on free ports of 127.0.0.1. */
export async function startBroker(options: BrokerOptions = {}): Promise<KafkaBroker> {
  const cluster = await startCluster(1, options);
  const [node] = cluster.nodes;
  if (node === undefined) throw new Error('no broker was started');
  const { brokers, saslBrokers } = node;
  return {
    brokers,
    saslBrokers,
    stop: () => node.stop(),
    kill: () => node.kill(),
    freeze: () => node.freeze(),
    thaw: () => node.thaw(),
    restart: () => node.restart(),
    dispose: () => cluster.dispose(),
  };
}

/** Starts brokers that replicate to each other (min.insync.replicas 2); each is a controller too. */
export async function startCluster(
  size: number,
  options: BrokerOptions = {},
): Promise<KafkaCluster> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'kafka-'));
  const classPath = await brokerClassPath();
  const clusterId = uuid();
  const ports = await freePorts(size * 3);
  const specs = Array.from({ length: size }, (_, i): NodeSpec => {
    const [port = 0, saslPort = 0, controllerPort = 0] = ports.slice(i * 3);
    const at = join(dir, `node-${i + 1}`);
    const { settings = {} } = options;
    return { id: i + 1, dir: at, port, saslPort, controllerPort, directoryId: uuid(), settings };
  });
  for (const spec of specs) await prepareNode(classPath, clusterId, spec, specs);
  const java = ['-XX:+UseSerialGC', `-Xmx${options.heapMb ?? 512}m`, '-cp', classPath];
  const nodes = specs.map((spec) => new Node(spec, java));
  const brokers = nodes.flatMap((node) => node.brokers);
  const dispose = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.dispose()));
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await Promise.all(nodes.map((node) => node.restart(size)));
  } catch (error) {
    await dispose();
    throw error;
  }
  return { brokers, nodes, dispose };
}

class Node implements KafkaBroker {
  readonly brokers: readonly string[];
  readonly saslBrokers: readonly string[];
  readonly #spec: NodeSpec;
  readonly #java: readonly string[];
  #process: JavaProcess | undefined;

  constructor(spec: NodeSpec, java: readonly string[]) {
    this.#spec = spec;
    this.#java = java;
    this.brokers = [`127.0.0.1:${spec.port}`];
    this.saslBrokers = [`127.0.0.1:${spec.saslPort}`];
  }

  stop(): Promise<void> {
    return this.#end('TERM');
  }

  kill(): Promise<void> {
    return this.#end('KILL');
  }

  freeze(): void {
    this.#process?.signal('STOP');
  }

  thaw(): void {
    this.#process?.signal('CONT');
  }

  async restart(clusterSize = 1): Promise<void> {
    const log = join(this.#spec.dir, 'broker.log');
    const process = startJava([...this.#java, 'kafka.Kafka', propertiesFile(this.#spec)], log);
    this.#process = process;
    const deadline = Date.now() + START_MS;
    while (!(await answers(this.brokers, clusterSize))) {
      if (process.hasExited() || Date.now() > deadline) {
        throw new Error(`the broker did not start:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
      }
      await sleep(100);
    }
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.#spec.dir, { recursive: true, force: true });
  }

  async #end(signal: 'TERM' | 'KILL'): Promise<void> {
    this.#process?.signal(signal);
    await this.#process?.exited;
  }
}

async function answers(brokers: readonly string[], size: number): Promise<boolean> {
  const retry = { retries: 0, initialRetryTime: 10, maxRetryTime: 10 };
  const kafka = new Kafka({ brokers: [...brokers], retry, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    return cluster.brokers.length >= size;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((go) => server.once('listening', go))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((go) => server.close(go))));
  return ports;
}

function uuid(): string {
  const text = randomBytes(16).toString('base64url');
  return text.startsWith('-') ? uuid() : text;
}
