import type { Shape } from './shape.ts';
import { MAX_TEXT } from './values.ts';

/** What people must know of a file though it could be read. @param skipped rows left out by rule. */
export function warningsOf(file: string, { lacks, tally }: Shape, skipped: number): string[] {
  const { cut, negativePrices } = tally;
  return [
    ...(lacks.length > 0 ? [`${file} has no column ${lacks.join(', ')}: taken as empty`] : []),
    ...(skipped > 0 ? [`${file}: ${rows(skipped)} left out by where or skip`] : []),
    ...(cut > 0
      ? [`${file}: ${cut} ${cut === 1 ? 'text' : 'texts'} longer than ${MAX_TEXT} characters cut`]
      : []),
    ...(negativePrices > 0
      ? [
          `${file}: ${rows(negativePrices)} taken off gross sales by a negative unitPrice, units as they stand; if these are returns, say so (\`returns: { column: …, negative: true }\`)`,
        ]
      : []),
  ];
}

function rows(count: number): string {
  return count === 1 ? '1 row is' : `${count} rows are`;
}
