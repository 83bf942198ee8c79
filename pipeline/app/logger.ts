import { join } from 'node:path';
import { destination, pino, type Logger } from 'pino';
import { redact } from '../redaction.ts';
import { safeJson } from '../clean-text.ts';

/** Bytes of events that wait while the file can't be written; more are dropped. */
const WAITING_BYTES = 4 * 1_048_576;

/**
 * Where events are kept: JSON lines in `goalstream.log` of the data folder. A disk that is full or gone
 * never stops the work: events wait, and what is too much is dropped.
 */
export function openLogger(dataDir: string): { logger: Logger; close: () => Promise<void> } {
  const sink = destination({
    dest: join(dataDir, 'goalstream.log'),
    mkdir: true,
    mode: 0o600,
    sync: false,
    maxLength: WAITING_BYTES,
  });
  let failed = false;
  sink.on('error', (error: Error) => {
    if (!failed) reportOnce(error);
    failed = true;
  });
  sink.on('drain', () => (failed = false));
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: ['password', 'token', '*.password', '*.token', 'req.headers.authorization'],
    },
    {
      write: (line: string) => {
        try {
          sink.write(safeLine(line));
        } catch (error) {
          // A file that could never be opened throws once it has much to write.
          if (!failed) reportOnce(error as Error);
          failed = true;
        }
      },
    },
  );
  return {
    logger,
    close: () => ended(sink),
  };
}

/** Without secrets, and so that whoever shows the file in a terminal sees all that is in it. */
function safeLine(line: string): string {
  return safeJson(redact(line));
}

/** The log file can't say it of itself. */
function reportOnce(error: Error): void {
  process.stderr.write(`goalstream.log can't be written: ${error.message}; goalstream goes on\n`);
}

/** How long the last events may take to be written, ms. */
const LAST_MS = 1_000;

/** Writes what waits and closes the file, or gives up where it can't be written. (`flushSync` never does.) */
async function ended(sink: ReturnType<typeof destination>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const closed = new Promise<void>((resolve) => {
    for (const event of ['close', 'finish', 'error']) sink.once(event, resolve);
    // A file that could never be opened says nothing at its end.
    timer = setTimeout(resolve, LAST_MS);
  });
  sink.end();
  await closed;
  clearTimeout(timer);
  sink.destroy();
}
