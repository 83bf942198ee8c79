/** One mistake in a file: where, what, and how to mend it. */
export interface Problem {
  readonly file: string;
  /** 1-based; absent where the whole file is meant. */
  readonly line?: number;
  /** The key's path: goals[2].scope.dimension. */
  readonly path: string;
  readonly message: string;
  readonly mend: string;
}

/** All mistakes of a project at once. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];
  /** What is possible and hardly meant, beside the mistakes. */
  readonly warnings: readonly Problem[];
  constructor(problems: readonly Problem[], warnings: readonly Problem[] = []) {
    const count = problems.length === 1 ? '1 mistake' : `${problems.length} mistakes`;
    const beside = warnings.length === 0 ? [] : ['hardly meant', ...warnings.map(formatProblem)];
    const lines = [`${count} in the configuration`, ...problems.map(formatProblem), ...beside];
    super(lines.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
    this.warnings = warnings;
  }
}

/** "goals/q4.yaml:12 goals[0].metric: there is no metric net_sale. Mend: write net_sales." */
export function formatProblem({ file, line, path, message, mend }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `  ${place}${path === '' ? '' : ` ${path}`}: ${message}. Mend: ${mend}.`;
}

/**
 * The known name closest to a mistyped one, where one is so close that it is surely meant: one
 * letter of three or four may differ, two of up to eight, three of more. Case and marks (net-sales, NetSales) don't count.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  const bare = bareName(name);
  let least = slipsOf(bare.length) + 1;
  for (const candidate of known) {
    const distance = editDistance(bare, bareName(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function slipsOf(length: number): number {
  return length < 3 ? 0 : length < 5 ? 1 : length < 9 ? 2 : 3;
}

function bareName(name: string): string {
  const bare = name.toLowerCase().replaceAll(/[\s_.-]/g, '');
  return bare === '' ? name : bare;
}

/** Letters added, left out, replaced or exchanged with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const turned =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? i + j) + 1 : i + j;
      next.push(Math.min(swap, turned, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
