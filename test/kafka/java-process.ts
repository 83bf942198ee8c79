import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Runs Java under a shell that obeys signals' names on a pipe, and kills Java when the pipe ends: so
 * no Java is left behind, whatever ends this process.
 */
const SHELL = `
java "$@" 3<&- & pid=$!
( while read -r signal; do kill -"$signal" $pid; done <&3; kill -KILL $pid ) 2>/dev/null &
exec 3<&-
wait $pid`;

export interface JavaProcess {
  readonly exited: Promise<void>;
  hasExited(): boolean;
  signal(name: 'TERM' | 'KILL' | 'STOP' | 'CONT'): void;
}

export function startJava(args: readonly string[], logFile: string): JavaProcess {
  const log = openSync(logFile, 'a');
  const shell = spawn('sh', ['-c', SHELL, 'java', ...args], {
    stdio: ['ignore', log, log, 'pipe'],
  });
  const pipe = shell.stdio[3] as Writable;
  pipe.on('error', () => undefined);
  const exited = once(shell, 'exit').then(() => void pipe.destroy());
  return {
    exited,
    hasExited: () => shell.exitCode !== null || shell.signalCode !== null,
    signal: (name) => void pipe.write(`${name}\n`),
  };
}
