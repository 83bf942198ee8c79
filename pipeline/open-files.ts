import { readFileSync } from 'node:fs';
import { StartError } from './app/start-errors.ts';

/** The embedded engine, the log and a sync have some hundred files open at once. */
const LEAST = 256;

/**
 * @throws StartError where this process may open too few files: the engine would take its own files
 * for damaged.
 */
export function checkOpenFiles(limit: number | undefined = limitHere()): void {
  if (limit === undefined || limit >= LEAST) return;
  throw new StartError(
    `this process may have ${limit} files open at once, and goalstream needs ${LEAST}. Mend: raise the limit (ulimit -n 1024; LimitNOFILE=, ulimits: for services and containers) and start again.`,
  );
}

/** undefined: none, or the system doesn't tell. */
function limitHere(): number | undefined {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? undefined : Number(soft);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EMFILE' ? 0 : undefined;
  }
}
