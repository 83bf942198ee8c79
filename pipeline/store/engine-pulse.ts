import type { ChildProcess } from 'node:child_process';
import type { EngineAnswer, EngineQuestion } from './engine/main.ts';

/** Beats that a child may miss one after the other. */
const MISSED = 10;

/**
 * Asks a child for a sign of life, a tenth of `deafAfterMs` apart, and calls `onDeaf` once where ten are
 * missing. It counts what it asked itself: after a pause of the whole machine nothing is missing. Gives
 * a function that ends it.
 */
export function watchPulse(
  child: ChildProcess,
  deafAfterMs: number,
  onDeaf: () => void,
): () => void {
  let missed = 0;
  const timer = setInterval(() => {
    missed += 1;
    if (missed > MISSED) {
      stop();
      onDeaf();
    } else if (child.connected) {
      child.send({ kind: 'beat' } satisfies EngineQuestion, () => {});
    }
  }, deafAfterMs / MISSED);
  timer.unref();
  const hear = ({ kind }: EngineAnswer): void => {
    if (kind === 'beat') missed = 0;
  };
  const stop = (): void => {
    clearInterval(timer);
    child.off('message', hear);
  };
  child.on('message', hear);
  child.once('exit', stop);
  return stop;
}
