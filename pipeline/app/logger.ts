import { mkdirSync, openSync } from 'node:fs';
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
  const sink = openSink(dataDir);
  let failed = false;
  sink?.on('error', (error: Error) => {
    if (!failed) reportOnce(error);
    failed = true;
  });
  sink?.on('drain', () => (failed = false));
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: ['password', 'token', '*.password', '*.token', 'req.headers.authorization'],
    },
    {
      write: (line: string) => void sink?.write(safeLine(line)),
    },
  );
  return {
    logger,
    close: async () => {
      if (sink !== undefined) await ended(sink);
    },
  };
}

/**
 * The file, opened here: pino's own opening of a file that can't be opened throws when the process
 * ends. Undefined where it can't be, which is said.
 */
function openSink(dataDir: string): ReturnType<typeof destination> | undefined {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const fd = openSync(join(dataDir, 'goalstream.log'), 'a', 0o600);
    return destination({ fd, sync: false, maxLength: WAITING_BYTES });
  } catch (error) {
    reportOnce(error as Error);
    return undefined;
  }
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
    timer = setTimeout(resolve, LAST_MS);
  });
  sink.end();
  await closed;
  clearTimeout(timer);
  sink.destroy();
}
