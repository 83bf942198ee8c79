import { Kafka, type KafkaConfig, logLevel, type LogEntry } from 'kafkajs';
import { LogError } from '../log.ts';
import { toLogError } from './errors.ts';
import { quietIdleTimers } from './idle.ts';
import type { KafkaOptions } from './options.ts';
import { openSocket } from './socket.ts';
import type { Tuning } from './tuning.ts';
import { registerZstd } from './zstd.ts';

/** Where the adapter tells what it does; pino's loggers fit. */
export interface KafkaLogger {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** About 15 s in all, which a broker's restart fits in. */
export const RETRY = {
  initialRetryTime: 200,
  factor: 0.2,
  multiplier: 2,
  maxRetryTime: 1_500,
  retries: 11,
};

/** A consumer stays about as long as the group keeps its place (30 s): a new one would wait for it. */
export const CONSUMER_RETRY = { ...RETRY, retries: 20 };

/** The same for what kafkajs does not retry itself. */
export const RETRY_DELAYS = [100, 200, 400, 800, ...Array.from({ length: 9 }, () => 1_500)];

/** Makes kafkajs clients of one cluster, each with its own state. */
export class KafkaClients {
  readonly options: KafkaOptions;
  readonly tuning: Tuning;
  readonly logger: KafkaLogger | undefined;
  /** The last connection error that kafkajs went on to retry. */
  lastProblem = '';

  constructor(options: KafkaOptions, tuning: Tuning, logger: KafkaLogger | undefined) {
    this.options = options;
    this.tuning = tuning;
    this.logger = logger;
    quietIdleTimers();
    registerZstd();
  }

  /** A client of its own: kafkajs shares committed offsets between the consumers of one. */
  create(retry = RETRY): Kafka {
    const { brokers, clientId, tls, sasl } = this.options;
    return new Kafka({
      brokers: [...brokers],
      clientId,
      socketFactory: openSocket,
      connectionTimeout: 3_000,
      authenticationTimeout: 10_000,
      requestTimeout: this.tuning.requestMs,
      retry,
      logLevel: logLevel.WARN,
      logCreator: () => (entry) => this.#tell(entry),
      ...(tls !== undefined && { ssl: { ...tls } }),
      ...(sasl !== undefined && { sasl: { ...sasl } as NonNullable<KafkaConfig['sasl']> }),
    });
  }

  /** The name of a topic or group in the cluster. */
  named(name: string): string {
    return this.options.prefix + name;
  }

  // kafkajs logs every rebalance as an error: what fails reaches the caller as a LogError.
  #tell({ namespace, log }: LogEntry): void {
    const { message, error, stack } = log;
    if (namespace === 'Connection') this.lastProblem = message;
    this.logger?.debug({ kafkajs: namespace, error, stack }, message);
  }
}

/** Waits for a connection, but not for ever: a LogError then names the brokers and the mend. */
export async function connectOrGiveUp(
  clients: KafkaClients,
  client: { connect(): Promise<void>; disconnect(): Promise<void> },
): Promise<void> {
  const { options, tuning } = clients;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const answer = (): void => {
      const message = `no answer in ${tuning.connectMs / 1_000} s. ${clients.lastProblem}`;
      reject(Object.assign(new Error(message.trim()), { retriable: true }));
    };
    timer = setTimeout(answer, tuning.connectMs);
  });
  const connecting = client.connect();
  connecting.catch(() => undefined);
  try {
    await Promise.race([connecting, late]);
  } catch (cause) {
    void client.disconnect().catch(() => undefined);
    // One that comes too late would keep the process alive.
    connecting.then(() => client.disconnect()).catch(() => undefined);
    const { message, retry } = toLogError(cause, `reach Kafka at ${options.brokers.join(', ')}`);
    const mend = 'Check that a broker runs there, and the addresses, TLS and SASL settings.';
    throw new LogError(`${message}. ${mend}`, { retry, cause });
  } finally {
    clearTimeout(timer);
  }
}
