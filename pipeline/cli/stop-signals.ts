/** npm passes on the signal that the terminal sent as well, so two close together are one. */
const SAME_PRESS_MS = 1500;

/** Calls back at the first SIGINT or SIGTERM; a later, second one ends the process at once. */
export function onStopSignal(stop: () => void): void {
  let first: number | undefined;
  const received = (): void => {
    if (first === undefined) {
      first = performance.now();
      stop();
    } else if (performance.now() - first > SAME_PRESS_MS) process.exit(130);
  };
  process.on('SIGINT', received).on('SIGTERM', received);
}
