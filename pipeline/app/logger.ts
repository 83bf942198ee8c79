import { join } from 'node:path';
import { destination, pino, type Logger } from 'pino';

/** Where events are kept: JSON lines in `goalstream.log` of the data folder. */
export function openLogger(dataDir: string): { logger: Logger; close: () => void } {
  const sink = destination({ dest: join(dataDir, 'goalstream.log'), mkdir: true, sync: false });
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: ['password', 'token', '*.password', '*.token', 'req.headers.authorization'],
    },
    sink,
  );
  return {
    logger,
    close: () => {
      try {
        sink.flushSync();
      } catch {
        // A sink that was never opened has nothing to flush.
      }
      sink.end();
    },
  };
}
