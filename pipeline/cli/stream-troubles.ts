import type { CheckFinding } from '../../connectors/connector.ts';
import type { Freshness } from '../../schemas/attainment.ts';
import { plural } from './plural.ts';

/** What is wrong with the newest sync of a stream; undefined where it read everything. */
export function troubleOf(stream: Freshness): CheckFinding | undefined {
  const { state, message, counts, standing = 0 } = stream;
  const name = `${stream.connection}/${stream.stream}`;
  if (state === 'failed' || state === 'partial') {
    const what = state === 'failed' ? 'could not be read' : 'was read only in part';
    const why = message === undefined ? '' : `: ${message}`;
    return { level: 'error', message: `${name} ${what}${why}` };
  }
  const rejected = (counts?.rejected ?? 0) + standing;
  if (rejected === 0) return undefined;
  const told = `${name}: ${plural(rejected, 'record')} could not be read; goalstream dead-letters list tells why`;
  return { level: 'warning', message: told };
}

/** Says on stderr what could not be read; the command then fails. */
export function tellTroubles(streams: readonly Freshness[]): void {
  const troubles = streams.flatMap((stream) => troubleOf(stream) ?? []);
  for (const { level, message } of troubles) {
    process.stderr.write(`${level.toUpperCase()}: ${message}\n`);
    if (level === 'error') process.exitCode = 1;
  }
}
