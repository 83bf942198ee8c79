interface Output {
  on(event: 'error', heard: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * Lets no stream of the process end it: a reader that goes away (`… | head`) ends no work, and what
 * else can't be written (a full disk, a terminal that is gone) makes the command fail at its end.
 * @param tell says it once where the other stream still can.
 */
export function keepOnBrokenOutput(
  streams: Readonly<Record<'stdout' | 'stderr', Output>>,
  tell: (text: string) => void,
  fail: () => void,
): void {
  let told = false;
  streams.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') return;
    fail();
    if (!told) tell(`stdout can't be written: ${error.message}\n`);
    told = true;
  });
  streams.stderr.on('error', ({ code }) => {
    if (code !== 'EPIPE') fail();
  });
}
