import type { MessagePort } from 'node:worker_threads';
import { connectEmbeddedLog } from './embedded/embedded-log.ts';
import type { KafkaOptions } from './kafka/options.ts';
import type { Log } from './log.ts';

/** How another thread reaches the log. */
export type LogAccess =
  | { readonly kind: 'embedded'; readonly port: MessagePort }
  | { readonly kind: 'kafka'; readonly options: KafkaOptions };

/** Opens the log in this thread. Closing it leaves it open for others. */
export async function connectLog(access: LogAccess): Promise<Log> {
  if (access.kind === 'embedded') return connectEmbeddedLog(access.port);
  const { openKafkaLog } = await import('./kafka/kafka-log.ts');
  return openKafkaLog(access.options);
}
